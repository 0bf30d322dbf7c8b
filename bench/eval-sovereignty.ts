import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { Value } from 'typebox/value';
import { createDetector } from '../filters/sovereignty/detector.ts';
import { DATA_CLASSES } from '../pipeline-server/contracts/sovereignty.ts';
import { type PeerFlags, runPeers } from './sovereignty/run-peers.ts';
import { type Prompt, promptSchema, type Score, score } from './sovereignty/score.ts';

/*
 * Measures the detector on both halves of the labelled prompts, beside Presidio and detect-secrets from PyPI. A prompt counts
 * as flagged from CONFIDENTIAL on. Only misses of the tuning half are printed: the held-out half stays unseen.
 * `--json` prints the figures only, `--no-peers` leaves the others out.
 */

const FOLDER = fileURLToPath(new URL('../../bench/sovereignty/', import.meta.url));
const SENSITIVE = DATA_CLASSES.indexOf('CONFIDENTIAL');
const detector = createDetector();
const isFlagged = ({ text }: Prompt): boolean =>
  DATA_CLASSES.indexOf(detector.inspect(text).class) >= SENSITIVE;

interface Row extends Score {
  readonly half: string;
  readonly detector: string;
}

const asJson = process.argv.includes('--json');
const rows: Row[] = [];
const byKind: Record<string, unknown>[] = [];
for (const half of ['tuning', 'held-out']) {
  const prompts = read(half);
  const ours = prompts.map(isFlagged);
  rows.push({ half, detector: 'xops', ...score(prompts, ours) });
  byKind.push(...kinds(half, prompts, ours));
  const peers = process.argv.includes('--no-peers') ? null : await runPeers(FOLDER, prompts);
  if (typeof peers === 'string') console.error(peers);
  else if (peers !== null) rows.push(...peerRows(half, prompts, peers));
  if (half === 'tuning' && !asJson) printMisses(prompts, ours);
}
if (asJson) console.log(JSON.stringify({ rows, byKind }, null, 2));
else {
  print(rows);
  print(byKind);
}

function read(half: string): Prompt[] {
  const lines = readFileSync(`${FOLDER}${half}.jsonl`, 'utf8').trimEnd().split('\n');
  return lines.map((line) => Value.Parse(promptSchema, JSON.parse(line)));
}

function peerRows(half: string, prompts: readonly Prompt[], peers: readonly PeerFlags[]): Row[] {
  const names = ['presidio', 'detect-secrets'] as const;
  const single = names.map((name) => ({
    half,
    detector: name,
    ...score(
      prompts,
      peers.map((flags) => flags[name]),
    ),
  }));
  const either = peers.map((flags) => names.some((name) => flags[name]));
  return [...single, { half, detector: 'presidio or detect-secrets', ...score(prompts, either) }];
}

function kinds(half: string, prompts: readonly Prompt[], flags: readonly boolean[]) {
  const names = [...new Set(prompts.map(({ family, kind }) => `${family}: ${kind}`))];
  return names.map((name) => {
    const indexes = prompts.flatMap(({ family, kind }, index) =>
      `${family}: ${kind}` === name ? [index] : [],
    );
    const flagged = indexes.filter((index) => flags[index]).length;
    const sensitive = prompts[indexes[0] ?? 0]?.sensitive === true;
    const measure = sensitive ? 'recall' : 'false positives';
    const share = Math.round((flagged / indexes.length) * 1000) / 1000;
    return { half, kind: name, prompts: indexes.length, measure, share };
  });
}

function printMisses(prompts: readonly Prompt[], flags: readonly boolean[]): void {
  for (const [index, prompt] of prompts.entries()) {
    if (flags[index] === prompt.sensitive) continue;
    console.log(`${prompt.sensitive ? 'missed ' : 'flagged'} ${JSON.stringify(prompt.text)}`);
  }
}

function print(entries: readonly object[]): void {
  const head = Object.keys(entries[0] ?? {});
  const table = new Table({ head, style: { head: [] } });
  for (const entry of entries) table.push(Object.values(entry).map(String));
  console.log(table.toString());
}
