import type { CommandTable, Options } from './command-table.ts';

/** Forms of output that neither read a file nor take a program. */
const OUTPUT = /^(?:json|yaml|wide|name|jsonpath=.*|jsonpath-as-json=.*|custom-columns=.*)$/s;

/** Names of resources, and of their kinds, except secrets. */
const RESOURCES = /^(?!.*secret)[a-z0-9][a-z0-9./,-]*$/i;

const NAMESPACE: Options = { '-n': 'value', '--namespace': 'value' };
const SELECTION: Options = {
  ...NAMESPACE,
  '-A': 'flag',
  '--all-namespaces': 'flag',
  '-l': 'value',
  '--selector': 'value',
  '--field-selector': 'value',
  '--show-labels': 'flag',
  '--no-headers': 'flag',
  '--sort-by': 'value',
  '--chunk-size': /^\d+$/,
  '--request-timeout': /^\d+[smh]?$/,
};
const FORM: Options = { '-o': OUTPUT, '--output': OUTPUT };

/** kubectl. Who one is there (`--context`, `--as`, `--token`, `--kubeconfig`) and files (`-f`) are no part of a free read. */
export const kubectl: CommandTable = {
  program: 'kubectl',
  reads: [
    {
      words: 'get',
      options: {
        ...SELECTION,
        ...FORM,
        '-L': 'value',
        '--label-columns': 'value',
        '--ignore-not-found': 'flag',
      },
      operands: RESOURCES,
    },
    { words: 'describe', options: { ...SELECTION, '--show-events': 'flag' }, operands: RESOURCES },
    {
      words: 'logs',
      options: {
        ...NAMESPACE,
        '-c': 'value',
        '--container': 'value',
        '--all-containers': 'flag',
        '-p': 'flag',
        '--previous': 'flag',
        '-l': 'value',
        '--selector': 'value',
        '--prefix': 'flag',
        '--tail': /^-?\d+$/,
        '--since': /^\d+[smh]$/,
        '--since-time': 'value',
        '--timestamps': 'flag',
        '--limit-bytes': /^\d+$/,
      },
      operands: RESOURCES,
    },
    {
      words: 'top',
      options: { ...SELECTION, '--containers': 'flag' },
      operands: /^(?:nodes?|pods?|no|po|[a-z0-9][a-z0-9.-]*)$/,
    },
    { words: 'version', options: { ...FORM, '--client': 'flag' } },
    { words: 'cluster-info' },
    {
      words: 'api-resources',
      options: { ...FORM, '--namespaced': 'flag', '--verbs': 'value', '--api-group': 'value' },
    },
    { words: 'api-versions' },
    {
      words: 'explain',
      options: { '--recursive': 'flag', '--api-version': 'value' },
      operands: /^[a-z][a-zA-Z0-9.]*$/,
    },
    { words: 'events', options: { ...SELECTION, '--for': RESOURCES, '--types': 'value' } },
    {
      words: 'auth can-i',
      options: { ...NAMESPACE, '--list': 'flag', '-A': 'flag' },
      operands: /^[a-z*][a-z0-9./*-]*$/i,
    },
    { words: 'auth whoami', options: FORM },
    {
      words: 'rollout status',
      options: { ...NAMESPACE, '--timeout': /^\d+[smh]$/ },
      operands: RESOURCES,
    },
    {
      words: 'rollout history',
      options: { ...NAMESPACE, '--revision': /^\d+$/ },
      operands: RESOURCES,
    },
    { words: 'config current-context' },
    { words: 'config get-contexts' },
  ],
  writes: {
    apply: 'It changes the cluster.',
    create: 'It changes the cluster.',
    delete: 'It changes the cluster.',
    edit: 'It changes the cluster.',
    patch: 'It changes the cluster.',
    replace: 'It changes the cluster.',
    scale: 'It changes the cluster.',
    set: 'It changes the cluster.',
    label: 'It changes the cluster.',
    annotate: 'It changes the cluster.',
    drain: 'It changes the cluster.',
    cordon: 'It changes the cluster.',
    uncordon: 'It changes the cluster.',
    taint: 'It changes the cluster.',
    run: 'It starts a program in the cluster.',
    exec: 'It runs a command in a container.',
    attach: 'It types into a container.',
    debug: 'It starts a container beside others.',
    cp: 'It copies files into or out of a container.',
    'port-forward': 'It opens a way into the cluster.',
    proxy: 'It opens a way into the cluster.',
    diff: 'It sends a file to the cluster.',
    'cluster-info dump': 'It writes logs of the whole cluster.',
    'config view': 'The configuration may hold passwords.',
    'config set': 'It changes the configuration.',
    'config use-context': 'It changes which cluster later commands work on.',
  },
};
