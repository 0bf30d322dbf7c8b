import type { SyncReport } from '../../knowledge/ingest/sync-report.ts';
import { printable } from './terminal-text.ts';

/** A run over a source in words: what came of it, what failed and why, and in a dry run each document. */
export function spellReport(report: SyncReport): string {
  const { source, isDryRun, failed, leftOut, kept } = report;
  const lines = [
    `${source}: ${isDryRun ? 'would have ' : ''}${countsOf(report)}`,
    ...(isDryRun ? changesOf(report) : []),
    ...failed.map(
      ({ path, reason, isQuarantined }) =>
        `  ${isQuarantined ? 'held back' : 'failed'} ${printable(path)}: ${reason}`,
    ),
    ...Object.entries(leftOut).map(([why, count]) => `  passed over ${count}: ${printable(why)}`),
    ...(kept === null ? [] : [`  ${kept}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `1 chunk`, `2 chunks` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function countsOf({
  added,
  changed,
  moved,
  removed,
  unchanged,
  failed,
  chunks,
}: SyncReport): string {
  return [
    `${added.length} added`,
    `${changed.length} changed`,
    `${moved.length} moved`,
    `${removed.length} removed`,
    `${unchanged} unchanged`,
    `${failed.length} failed`,
    counted(chunks, 'chunk'),
  ].join(', ');
}

function changesOf({ added, changed, moved, removed }: SyncReport): readonly string[] {
  return [
    ...added.map((path) => `  + ${printable(path)}`),
    ...changed.map((path) => `  ~ ${printable(path)}`),
    ...moved.map(({ from, to }) => `  > ${printable(from)} to ${printable(to)}`),
    ...removed.map((path) => `  - ${printable(path)}`),
  ];
}
