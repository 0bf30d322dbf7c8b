import { runSync, type SyncPorts } from '../../knowledge/ingest/run-sync.ts';
import type { Source } from '../../knowledge/ingest/source.ts';
import type { SyncReport } from '../../knowledge/ingest/sync-report.ts';
import { DocumentError } from '../../knowledge/parse/document-error.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { createSyncProgress } from './knowledge-progress.ts';
import { spellReport } from './knowledge-report.ts';
import { withKnowledge } from './open-knowledge.ts';

/** How sources are to be brought in. */
export interface SyncWishes {
  readonly isDryRun: boolean;
  readonly isPruning: boolean;
  readonly isJson: boolean;
  /** Paths of documents that are taken although they read like instructions to a model. */
  readonly accepted: ReadonlySet<string>;
}

/** Options of every command that brings sources in. */
export const SYNC_OPTIONS = {
  'dry-run': { type: 'boolean' },
  prune: { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type SyncValues = { readonly [Name in keyof typeof SYNC_OPTIONS]?: boolean | undefined };

/** @throws {@link UsageError} for options that do not go together */
export function readWishes(
  values: SyncValues,
  accepted: readonly string[] = [],
): SyncWishes & { readonly isWatching: boolean } {
  const isWatching = values.watch === true;
  const isDryRun = values['dry-run'] === true;
  if (isWatching && isDryRun) throw new UsageError('--watch goes without --dry-run.');
  return {
    isDryRun,
    isWatching,
    isPruning: values.prune === true,
    isJson: values.json === true,
    accepted: new Set(accepted),
  };
}

/** Brings sources in, one after the other, and says of each what came of it. */
export async function syncSources(
  sources: readonly Source[],
  wishes: SyncWishes,
  context: CommandContext,
): Promise<ExitCode> {
  return await withKnowledge(context.readConfig(), async (services) => {
    const ports = await services.ingestion();
    const ends: ExitCode[] = [];
    for (const source of sources) ends.push(await syncOne(source, { ports, wishes, context }));
    return Math.max(...ends) as ExitCode;
  });
}

interface Run {
  readonly ports: SyncPorts;
  readonly wishes: SyncWishes;
  readonly context: CommandContext;
}

async function syncOne(source: Source, { ports, wishes, context }: Run): Promise<ExitCode> {
  const { terminal, signal } = context;
  const progress = createSyncProgress(terminal, source.facts.id);
  try {
    const report = await runSync(source, ports, {
      ...wishes,
      signal,
      report: (how) => progress.show(how),
    });
    progress.clear();
    terminal.out(wishes.isJson ? `${JSON.stringify(report)}\n` : spellReport(report));
    return endOf(report);
  } finally {
    progress.clear();
  }
}

function endOf({ kept, failed }: SyncReport): ExitCode {
  if (kept !== null) return EXIT_CODES['needs-approval'];
  return failed.length > 0 ? EXIT_CODES.partial : EXIT_CODES.done;
}

/** A folder may be in between two checkouts: the next change is another try. */
function tell({ terminal, signal }: CommandContext) {
  return (error: unknown): void => {
    if (signal.aborted || !(error instanceof DocumentError)) throw error;
    terminal.err(`xops: ${error.message}\n`);
  };
}

/** Brings sources in, and again whenever something in them was changed, until Ctrl-C. */
export async function watchSources(
  places: readonly { readonly source: Source; readonly path: string }[],
  wishes: SyncWishes,
  context: CommandContext,
): Promise<ExitCode> {
  const { watchPlaces } = await import('../../knowledge/ingest/watch-places.ts');
  return await withKnowledge(context.readConfig(), async (services) => {
    const run = { ports: await services.ingestion(), wishes, context };
    const bySource = new Map(places.map(({ path, source }) => [path, source]));
    for await (const changed of watchPlaces([...bySource.keys()], context.signal)) {
      for (const path of changed) {
        const source = bySource.get(path);
        if (source !== undefined) await syncOne(source, run).catch(tell(context));
      }
    }
    return EXIT_CODES.done;
  });
}
