import type { Config } from '../config.ts';
import type { AdminStatus } from '../contracts/server-status.ts';
import { reasonOf } from '../errors.ts';
import { type Block, lead, list } from '../flows/xops/document.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { renderTerminal } from './render-terminal.ts';
import { readServerKey } from './server-key.ts';

const OPTIONS = {
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const TIMEOUT_MS = 15_000;

/** `xops status`: what the page `/admin` shows, of the server that runs. */
export const statusCommand: Command = {
  name: 'status',
  summary: 'show pipelines, routes, budgets and audit records of the running server',
  help: `xops status [--url URL] [--json]

Asks the running server what its page /admin shows: pipelines and why one is out of
service, their valves, routes to models and whether they answer, the use of models
today, and the newest audit records. The address is that of the settings unless --url
names another; the key is PIPELINES_API_KEY, or the one in DATA_DIR. Exit code 1 when
the server does not answer, and 3 when a pipeline or a route is out of service.

  --json   { at, awsSource, problems, pipelines, routes, budgets, audit }`,
  async run(args, { readConfig, terminal, signal }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals[0] !== undefined)
      throw new UsageError(`Unexpected argument "${positionals[0]}".`);
    const status = await readStatus(readConfig(), values.url, signal);
    terminal.out(
      values.json === true
        ? `${JSON.stringify(status)}\n`
        : renderTerminal(toDocument(status), terminal),
    );
    return isWhole(status) ? EXIT_CODES.done : EXIT_CODES.partial;
  },
};

async function readStatus(
  config: Config,
  asked: string | undefined,
  signal: AbortSignal,
): Promise<AdminStatus> {
  const url = statusUrl(config, asked);
  const key = await readServerKey(config);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(url, { headers, signal: limit, redirect: 'error' }).catch(
    (error: unknown) => {
      throw new Error(`${url.origin} does not answer: ${reasonOf(error)}. Start the server first.`);
    },
  );
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as AdminStatus;
  const remedy =
    response.status === 401
      ? 'Its key is another: set PIPELINES_API_KEY.'
      : 'Is it an xOps server?';
  throw new Error(`${url.origin} answers with ${response.status}. ${remedy}`);
}

/** A key is shown to a server that somebody named, so to no address but one of HTTP. */
function statusUrl({ server }: Config, asked: string | undefined): URL {
  const everywhere = server.host === '0.0.0.0' || server.host === '::';
  const host = everywhere
    ? '127.0.0.1'
    : server.host.includes(':')
      ? `[${server.host}]`
      : server.host;
  const base = asked ?? `http://${host}:${server.port}`;
  if (!/^https?:\/\/[^\s/?#@]+/.test(base) || !URL.canParse(base))
    throw new UsageError(`--url "${base}" is no address: write http://127.0.0.1:9099.`);
  return new URL(`${base.replace(/\/+$/, '')}/admin/status`);
}

function isWhole({ problems, pipelines, routes }: AdminStatus): boolean {
  return (
    problems.length === 0 &&
    pipelines.every(({ error }) => error === null) &&
    routes.every(({ state }) => state !== 'silent')
  );
}

const RECORDS_SHOWN = 10;

function toDocument(status: AdminStatus): readonly Block[] {
  const { pipelines, routes, budgets, audit } = status;
  return [
    lead({
      strong: isWhole(status) ? 'Everything is in service.' : 'Not everything is in service.',
    }),
    ...section(
      'Pipelines',
      pipelines,
      ({ id, type, error }) => `${id} (${type}): ${error ?? 'in service'}`,
    ),
    ...section(
      'Routes to models',
      routes,
      (route) => `${route.id} (${route.place}): ${route.state}, ${route.detail}`,
    ),
    ...section(
      'Use of models today (UTC)',
      budgets,
      ({ kind, name, tokens, usd }) => `${kind} ${name}: ${tokens} tokens, USD ${usd.toFixed(2)}`,
    ),
    ...section(
      'Audit log',
      audit.slice(0, RECORDS_SHOWN),
      ({ sequence, at, kind }) => `${sequence} ${at} ${kind}`,
    ),
  ];
}

function section<T>(title: string, rows: readonly T[], line: (row: T) => string): readonly Block[] {
  return rows.length === 0
    ? [lead(`${title}: none`)]
    : [lead(title), ...list(rows.map((row) => [line(row)]))];
}
