import { webuiEnvironment } from '../connect/environment.ts';
import { type ConnectMode, type ConnectReport, runConnect } from '../connect/run-connect.ts';
import { readFactsDirectly } from '../connect/server-facts.ts';
import type { Step, Wiring } from '../connect/step.ts';
import { connectSteps } from '../connect/steps.ts';
import { readArguments, suggest } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { connectDocument } from './connect-document.ts';
import { readGuardSource } from './guard-source.ts';
import { ACCESS_OPTIONS, openWebuiAsAdmin, readWebuiUrl, readWiring } from './open-webui-access.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  ...ACCESS_OPTIONS,
  without: { type: 'string', multiple: true },
  guard: { type: 'boolean' },
  documents: { type: 'boolean' },
  banner: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  check: { type: 'boolean' },
  remove: { type: 'boolean' },
  'print-env': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

const STEPS = connectSteps(readGuardSource);
const WIDTH = Math.max(...STEPS.map(({ id }) => id.length));
const STEP_HELP = STEPS.map(({ id, title }) => `  ${id.padEnd(WIDTH)}  ${title}`).join('\n');

/** `xops connect`: sets Open WebUI up to use this server. */
export const connectCommand: Command = {
  name: 'connect',
  summary: 'set Open WebUI up to use this server, or undo it',
  help: `xops connect --url http://127.0.0.1:8080 [--server http://127.0.0.1:9099]
             (--token-file <file> | --email <admin> [--password-stdin])
             [--guard] [--documents] [--banner] [--without <step>]...
             [--dry-run | --check | --remove] [--json]
xops connect --print-env [--server http://xops:9099]

Connects a running Open WebUI (0.11 or 0.12) to this server, which must run, through its
admin API. Only what differs is changed, so that it can be run again at any time; what
others set is kept, and what was asked for once stays up to date. Steps:

${STEP_HELP}

  --url             Open WebUI; else OPEN_WEBUI_URL
  --server          this server as Open WebUI reaches it; else XOPS_SERVER_URL, else
                    127.0.0.1 and PORT
  --token-file      file with an admin's API key or session; else OPEN_WEBUI_API_KEY
  --email           an admin's address; the password is OPEN_WEBUI_PASSWORD, or the first
                    line of the standard input with --password-stdin
  --guard           also the guard with the filters that it asks, and the tasks
  --documents       also embeddings, reranker, loader and chunks, and word of uploads
  --banner          also the banner
  --without         leaves a step out
  --dry-run         says what would be changed
  --check           the same, and ends with 1 when there is something
  --remove          takes out what connect made
  --print-env       environment for an Open WebUI that is set up by variables, with keys
  --json            { url, server, mode, changes: [{ step, kind, subject, detail, done }],
                    failures: [{ step, reason }], notes }`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals[0] !== undefined)
      throw new UsageError(`Unexpected argument "${positionals[0]}".`);
    const mode = readMode(values);
    const config = context.readConfig();
    const wiring = await readWiring(values, config);
    if (mode === 'print-env') {
      const { forwardedUserSecret } = config.auth;
      context.terminal.out(await environmentText(wiring, forwardedUserSecret));
      return EXIT_CODES.done;
    }
    const url = readWebuiUrl(values, config);
    if (url === null) throw new UsageError('Say where Open WebUI is: --url http://127.0.0.1:8080.');
    const steps = chooseSteps(values);
    const asked = askedSteps(values);
    const webui = await openWebuiAsAdmin(url, values, context);
    const report = await runConnect({ webui, wiring, steps, asked, mode });
    write({ url, server: wiring.serverUrl, mode, ...report }, values, context);
    return exitCode(report, mode);
  },
};

function readMode(values: Values): ConnectMode | 'print-env' {
  const modes = (['dry-run', 'check', 'remove', 'print-env'] as const).filter(
    (mode) => values[mode] === true,
  );
  if (modes.length > 1)
    throw new UsageError(`Choose one of ${modes.map((mode) => `--${mode}`).join(', ')}.`);
  return modes[0] ?? 'apply';
}

function chooseSteps({ without = [] }: Values): readonly Step[] {
  const ids = STEPS.map(({ id }) => id);
  const unknown = without.find((id) => !ids.includes(id));
  if (unknown === undefined) return STEPS.filter(({ id }) => !without.includes(id));
  const nearest = suggest(unknown, ids);
  const hint = nearest === null ? `Steps: ${ids.join(', ')}.` : `Did you mean ${nearest}?`;
  throw new UsageError(`--without ${unknown}: there is no such step. ${hint}`);
}

function askedSteps({ guard, documents, banner }: Values): ReadonlySet<string> {
  return new Set([
    ...(guard === true ? ['tasks', 'guard'] : []),
    ...(documents === true ? ['embeddings', 'reranker', 'loader', 'chunks', 'events'] : []),
    ...(banner === true ? ['banner'] : []),
  ]);
}

/** Lines of an environment file: each value as it is, on one line. */
async function environmentText(wiring: Wiring, secret: string | null): Promise<string> {
  const variables = webuiEnvironment(wiring, await readFactsDirectly(wiring), secret);
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

interface Written extends ConnectReport {
  readonly url: string;
  readonly server: string;
  readonly mode: ConnectMode;
}

function write(report: Written, { json }: Values, { terminal }: CommandContext): void {
  terminal.out(
    json === true
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderTerminal(connectDocument(report), terminal),
  );
}

function exitCode({ changes, failures }: ConnectReport, mode: ConnectMode): ExitCode {
  if (failures.length > 0) return EXIT_CODES.failed;
  return mode === 'check' && changes.length > 0 ? EXIT_CODES.failed : EXIT_CODES.done;
}
