import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { currentOf } from '../../knowledge/store/generations.ts';
import {
  exportLines,
  importLines,
  type MoveReport,
  reembedAll,
} from '../../knowledge/store/move-knowledge.ts';
import type { KnowledgeServices } from '../compose-knowledge.ts';
import type {
  CollectionFacts,
  EmbedderShape,
  KnowledgeCollections,
  KnowledgeStore,
} from '../contracts/knowledge.ts';
import { readArguments } from './arguments.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { withKnowledge } from './open-knowledge.ts';
import { printable } from './terminal-text.ts';

const HELP = { help: { type: 'boolean' } } as const;

/** `xops knowledge export <file>`: a new file that its owner alone reads; one that was not finished is removed. */
export async function exportKnowledge(
  args: readonly string[],
  { readConfig, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const file = onlyFile(args, 'export');
  const handle = await open(file, 'wx', 0o600);
  let lines = 0;
  try {
    await withKnowledge(readConfig(), async (knowledge) => {
      const [store, embedder] = [await knowledge.store(), await knowledge.embedder()];
      for await (const line of exportLines(store, embedder, signal)) {
        await handle.write(`${line}\n`);
        lines += 1;
      }
      await handle.sync();
    });
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  terminal.out(`${lines - 1} documents are in ${file}.\n`);
  return EXIT_CODES.done;
}

/** `xops knowledge import <file>`. */
export async function importKnowledge(
  args: readonly string[],
  { readConfig, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const file = onlyFile(args, 'import');
  const report = await withKnowledge(readConfig(), async (knowledge) =>
    importLines(linesOf(file), { ...(await targetOf(knowledge)), signal }),
  );
  terminal.out(`${report.documents} documents, ${report.chunks} chunks were taken.\n`);
  return tellFailures(report, terminal);
}

/** Opened when the first line is asked for: lines that come before are lost. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file);
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

function onlyFile(args: readonly string[], verb: string): string {
  const { positionals } = readArguments(args, HELP);
  const [file, surplus] = positionals;
  if (file === undefined || surplus !== undefined)
    throw new UsageError(`xops knowledge ${verb} <file>.`);
  return file;
}

async function targetOf(knowledge: KnowledgeServices) {
  return { store: await knowledge.store(), embedder: await knowledge.embedder() };
}

function tellFailures({ failed }: MoveReport, terminal: CommandContext['terminal']): ExitCode {
  for (const { path, reason } of failed) terminal.err(`${printable(path)}: ${reason}\n`);
  return failed.length === 0 ? EXIT_CODES.done : EXIT_CODES.partial;
}

const REEMBED = { from: { type: 'string' }, keep: { type: 'boolean' }, ...HELP } as const;

/**
 * `xops knowledge reembed`: a further generation of the embedder of the settings, found once it is whole. What was before is
 * dropped, unless something could not be embedded.
 */
export async function reembedKnowledge(
  args: readonly string[],
  { readConfig, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, REEMBED);
  if (positionals.length > 0) throw new UsageError(`Unexpected argument "${positionals[0]}".`);
  return await withKnowledge(readConfig(), async (knowledge) => {
    const [collections, embedder] = [await knowledge.collections(), await knowledge.embedder()];
    const before = await collections.list(signal);
    const old = sourceOf(before, values.from, embedder.id);
    const stores = await openStores(collections, old, { embedder, before, signal });
    const growing = await collections.begin(embedder, signal);
    const report = await reembedAll(stores, { store: growing.store, embedder, signal });
    await growing.finish(signal);
    const dropped = before.filter(
      ({ name, embedder: id }) => name === old.name || id === embedder.id,
    );
    const isDropped = values.keep !== true && report.failed.length === 0;
    if (isDropped) for (const { name } of dropped) await collections.drop(name, signal);
    terminal.out(
      `${report.documents} documents, ${report.chunks} chunks now have vectors of ${embedder.id}. ${dropped.map(({ name }) => name).join(', ')}: ${isDropped ? 'dropped' : 'kept'}.\n`,
    );
    return tellFailures(report, terminal);
  });
}

interface Reembedding {
  readonly embedder: EmbedderShape;
  readonly before: readonly CollectionFacts[];
  readonly signal: AbortSignal;
}

/** The old one, and what came in since the model was changed. */
async function openStores(
  collections: KnowledgeCollections,
  old: CollectionFacts,
  { embedder, before, signal }: Reembedding,
): Promise<readonly [KnowledgeStore, ...KnowledgeStore[]]> {
  const { embedder: id, dimensions } = old;
  const first = await collections.open({ id, dimensions }, signal);
  const isChanged = id !== embedder.id && currentOf(before, embedder.id) !== null;
  return isChanged ? [first, await collections.open(embedder, signal)] : [first];
}

/** That of the embedder named, else of the only other one, else of the same. */
function sourceOf(
  all: readonly CollectionFacts[],
  named: string | undefined,
  own: string,
): CollectionFacts {
  const embedders = [...new Set(all.map(({ embedder }) => embedder))];
  const others = embedders.filter((embedder) => embedder !== own);
  if (named === undefined && others.length > 1)
    throw new UsageError(`--from is one of ${embedders.join(', ')}.`);
  const current = currentOf(all, named ?? others[0] ?? own);
  if (current !== null) return current;
  throw new UsageError(
    embedders.length === 0
      ? 'There is no knowledge to embed anew.'
      : `--from is one of ${embedders.join(', ')}.`,
  );
}
