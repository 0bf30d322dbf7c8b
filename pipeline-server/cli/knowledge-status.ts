import { runSync, type SyncPorts } from '../../knowledge/ingest/run-sync.ts';
import type { SyncReport } from '../../knowledge/ingest/sync-report.ts';
import { DocumentError } from '../../knowledge/parse/document-error.ts';
import type { KnowledgeStore } from '../contracts/knowledge.ts';
import { readArguments } from './arguments.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { counted, spellReport } from './knowledge-report.ts';
import { openWritten } from './knowledge-sync.ts';
import { withKnowledge } from './open-knowledge.ts';
import { printable } from './terminal-text.ts';

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

interface SourceStatus {
  readonly source: string;
  readonly documents: number;
  readonly chunks: number;
}

/** What a source of the settings has that the store has not, or why that is not known. */
type SourceCheck = SyncReport | { readonly source: string; readonly problem: string };

/** `xops knowledge status`. */
export async function showKnowledgeStatus(
  args: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`Unexpected argument "${positionals[0]}".`);
  const config = context.readConfig();
  return await withKnowledge(config, async (services) => {
    const ports = await services.ingestion();
    const stored = await countStored(ports.store, context.signal);
    const checks: SourceCheck[] = [];
    for (const written of config.knowledge.sources) {
      checks.push(await check(written, ports, context.signal));
    }
    const embedder = ports.embedder.id;
    context.terminal.out(
      values.json === true
        ? `${JSON.stringify({ embedder, stored, sources: checks })}\n`
        : spell(embedder, stored, checks),
    );
    return checks.every(isInStep) ? EXIT_CODES.done : EXIT_CODES.partial;
  });
}

async function countStored(
  store: KnowledgeStore,
  signal: AbortSignal,
): Promise<readonly SourceStatus[]> {
  const found = new Map<string, SourceStatus>();
  for await (const { sourceId, chunks } of store.documents(null, signal)) {
    const before = found.get(sourceId) ?? { source: sourceId, documents: 0, chunks: 0 };
    found.set(sourceId, {
      source: sourceId,
      documents: before.documents + 1,
      chunks: before.chunks + chunks,
    });
  }
  return [...found.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

async function check(
  written: Parameters<typeof openWritten>[0],
  ports: SyncPorts,
  signal: AbortSignal,
): Promise<SourceCheck> {
  try {
    return await runSync(await openWritten(written), ports, { signal, isDryRun: true });
  } catch (error) {
    if (error instanceof DocumentError) return { source: written.name, problem: error.message };
    throw error;
  }
}

function isInStep(check: SourceCheck): boolean {
  if ('problem' in check) return false;
  const { added, changed, moved, removed, failed, kept } = check;
  const waiting = added.length + changed.length + moved.length + removed.length + failed.length;
  return waiting === 0 && kept === null;
}

function spell(
  embedder: string,
  stored: readonly SourceStatus[],
  checks: readonly SourceCheck[],
): string {
  const lines = [
    `Embedder ${embedder}`,
    ...stored.map(
      ({ source, documents, chunks }) =>
        `${printable(source)}: ${counted(documents, 'document')}, ${counted(chunks, 'chunk')}`,
    ),
    ...(stored.length === 0 ? ['Nothing is stored yet.'] : []),
  ];
  return `${lines.join('\n')}\n${checks.map(spellCheck).join('')}`;
}

function spellCheck(check: SourceCheck): string {
  if ('problem' in check) return `${printable(check.source)}: ${check.problem}\n`;
  if (isInStep(check)) return `${printable(check.source)} is in step with its source.\n`;
  return `${spellReport(check)}  Run: xops knowledge sync\n`;
}
