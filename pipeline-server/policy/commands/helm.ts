import type { CommandTable, Options } from './command-table.ts';

const PLACE: Options = { '-n': 'value', '--namespace': 'value' };
const FORM: Options = { '-o': /^(?:json|yaml|table)$/, '--output': /^(?:json|yaml|table)$/ };
const RELEASE = /^[a-z0-9][a-z0-9-]*$/;

/** Helm. What a release is made of (`get values`, `status -o json`) holds secrets. */
export const helm: CommandTable = {
  program: 'helm',
  reads: [
    {
      words: 'list',
      options: {
        ...PLACE,
        ...FORM,
        '-A': 'flag',
        '--all-namespaces': 'flag',
        '-a': 'flag',
        '--all': 'flag',
        '--failed': 'flag',
        '--pending': 'flag',
        '--filter': 'value',
        '-q': 'flag',
        '--short': 'flag',
      },
    },
    {
      words: 'ls',
      options: {
        ...PLACE,
        ...FORM,
        '-A': 'flag',
        '--all-namespaces': 'flag',
        '-a': 'flag',
        '-q': 'flag',
      },
    },
    { words: 'history', options: { ...PLACE, ...FORM, '--max': /^\d+$/ }, operands: RELEASE },
    { words: 'repo list', options: FORM },
    {
      words: 'search repo',
      options: { ...FORM, '-l': 'flag', '--versions': 'flag' },
      operands: /^[a-z0-9][a-z0-9/-]*$/,
    },
    { words: 'version', options: { '--short': 'flag' } },
  ],
  writes: {
    install: 'It changes the cluster.',
    upgrade: 'It changes the cluster.',
    uninstall: 'It changes the cluster.',
    rollback: 'It changes the cluster.',
    test: 'It starts programs in the cluster.',
    get: 'What a release is made of holds secrets.',
    status: 'What it shows of a release may hold secrets.',
    template: 'It runs templates of others, which may look into the cluster.',
    pull: 'It downloads a chart.',
    plugin: 'It installs or runs programs of others.',
    'repo add': 'It changes the configuration.',
  },
};
