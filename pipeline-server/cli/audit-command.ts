import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { AuditRecord } from '../contracts/audit.ts';
import { reasonOf } from '../errors.ts';
import { type ChainCheck, type ChainHead, verifyChain } from '../state/audit-chain.ts';
import { createAuditLog } from '../state/audit-log.ts';
import { openDatabase, type StateDatabase } from '../state/database.ts';
import { checkLedger, type LedgerCheck } from '../state/ledger-check.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';

const OPTIONS = {
  head: { type: 'string' },
  published: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** `xops audit`: the chain of decisions, checked and handed out. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'verify or export the chain of decisions',
  help: `xops audit verify [--head <sequence>:<hash>] [--published <file>] [--json]
xops audit export

verify reads the chain of audit records in DATA_DIR from its first record and names
the first one that was changed, removed or put in. Exit code 1 when there is one.
The server writes the head of the chain into its log ("audit head"), and publishes it
to a topic and a bucket where audit.publish names them; with --head, or a file of log
lines or published heads, the check shows also whether the end of the chain was cut off.
The longer the file, the more of it is checked; "-" reads the standard input. Requests for approval are
compared with the chain: the first whose status, plan, history, decisions or outcomes
are not those in it is named.

export prints every record as one line of JSON: { sequence, at, kind, facts,
previous, hash }. Records hold no content: no prompts, no answers, no names. The hash
is the SHA-256 of previous, a line feed, and the JSON of the first four members.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, surplus] = positionals;
    if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}".`);
    if (verb === 'export') return await withDatabase(context, exportAll);
    if (verb !== 'verify') throw new UsageError('xops audit verify, or xops audit export.');
    const published = [
      ...(values.head === undefined ? [] : [readHead(values.head)]),
      ...(values.published === undefined ? [] : await readPublished(values.published)),
    ];
    return await withDatabase(context, (database) =>
      verify(database, context, { json: values.json, published }),
    );
  },
};

function readHead(text: string): ChainHead {
  const parts = /^(?<sequence>\d{1,15}):(?<hash>sha256:[0-9a-f]{64})$/.exec(text)?.groups;
  if (parts !== undefined) return { sequence: Number(parts['sequence']), hash: `${parts['hash']}` };
  throw new UsageError('--head is a sequence number, a colon and a hash: 42:sha256:….');
}

const HEADS = [
  /\b(?<sequence>\d{1,15}):(?<hash>sha256:[0-9a-f]{64})/,
  /"sequence":(?<sequence>\d{1,15}),"hash":"(?<hash>sha256:[0-9a-f]{64})"/,
];

/** Heads in log lines, in objects of the bucket, and in messages of the topic, whose JSON is a text in JSON. */
async function readPublished(file: string): Promise<readonly ChainHead[]> {
  const text = await readInput(file);
  const heads = text.split('\n').flatMap((line) => {
    const plain = line.replaceAll('\\"', '"');
    const parts = HEADS.map((pattern) => pattern.exec(plain)?.groups).find(Boolean);
    return parts === undefined
      ? []
      : [{ sequence: Number(parts['sequence']), hash: `${parts['hash']}` }];
  });
  if (heads.length > 0) return heads;
  throw new UsageError(`There is no head of an audit log in ${file}.`);
}

async function readInput(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${reasonOf(error)}).`);
  }
}

async function withDatabase(
  context: CommandContext,
  use: (database: StateDatabase, context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const database = await openDatabase(path.join(context.readConfig().dataDir, 'xops.db'));
  try {
    return await use(database, context);
  } finally {
    await database.destroy();
  }
}

async function verify(
  database: StateDatabase,
  { terminal }: CommandContext,
  asked: { readonly published: readonly ChainHead[]; readonly json?: boolean | undefined },
): Promise<ExitCode> {
  const log = createAuditLog(database, () => undefined);
  const check = await verifyChain(log, asked.published);
  // What a broken chain says of the ledger is worth nothing.
  const ledger = check.broken === null ? await checkLedger(database) : null;
  const { intact, head, broken } = check;
  const { sequence, hash } = head;
  terminal.out(
    asked.json === true
      ? `${JSON.stringify({ intact, head: { sequence, hash }, broken, ledger })}\n`
      : `${inWords(check, ledger)}\n`,
  );
  return broken === null && ledger?.difference === null ? EXIT_CODES.done : EXIT_CODES.failed;
}

function inWords({ intact, head, broken }: ChainCheck, ledger: LedgerCheck | null): string {
  if (broken !== null) {
    return `Record ${broken.sequence} is broken: ${broken.reason}. ${intact} before it are intact.`;
  }
  const chain = `${intact} records, all intact. Head: ${head.sequence}:${head.hash}`;
  if (ledger?.difference) {
    const { approval, reason } = ledger.difference;
    return `${chain}\nThe ledger is not what they witness. Request ${approval}: ${reason}.`;
  }
  const requests = ledger?.requests ?? 0;
  return requests === 0
    ? chain
    : `${chain}\nRequests for approval that agree with them: ${requests}`;
}

const PAGE = 1000;

async function exportAll(
  database: StateDatabase,
  { terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const log = createAuditLog(database, () => undefined);
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const page = await log.read({ after, limit: PAGE });
    for (const record of page) terminal.out(`${lineOf(record)}\n`);
    after = page.at(-1)?.sequence ?? after;
    if (page.length < PAGE) return EXIT_CODES.done;
  }
}

/** The hashed text as it is, with the links of the chain behind it. */
function lineOf({ json, previous, hash }: AuditRecord): string {
  return `${json.slice(0, -1)},"previous":"${previous}","hash":"${hash}"}`;
}
