import type { SyncProgress } from '../../knowledge/ingest/sync-report.ts';
import { createProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** Between two lines where a line cannot be written over. */
const PLAIN_MS = 5000;

/** Shows how far a run over a source is, at which rate it goes and how long it will take. */
export function createSyncProgress(terminal: Terminal, source: string) {
  const line = createProgressLine(terminal);
  const started = performance.now();
  let shown = started;
  return {
    show(progress: SyncProgress): void {
      const now = performance.now();
      if (!terminal.animated && now - shown < PLAIN_MS) return;
      shown = now;
      line.show(`${source}: ${spellProgress(progress, (now - started) / 1000)}`);
    },
    clear: () => line.clear(),
  };
}

/** `812 of 1,374 files · 6,120 chunks · 690 chunks/s · 3 failed · 6 s left` */
export function spellProgress(
  { done, files, chunks, failed }: SyncProgress,
  seconds: number,
): string {
  const rate = chunks / Math.max(seconds, 0.001);
  const left = Math.ceil(((files - done) * seconds) / Math.max(done, 1));
  return [
    `${count(done)} of ${count(files)} files`,
    `${count(chunks)} chunks`,
    `${count(Math.round(rate))} chunks/s`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    `${count(left)} s left`,
  ].join(' · ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
