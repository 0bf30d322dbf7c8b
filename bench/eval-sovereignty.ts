import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { Value } from 'typebox/value';
import { createDetector } from '../filters/sovereignty/detector.ts';
import { inspectRequest } from '../filters/sovereignty/inspect-request.ts';
import { DATA_CLASSES, isSensitive } from '../pipeline-server/contracts/sovereignty.ts';
import { readOutsideSets, scoreOutsideSets } from './sovereignty/outside-sets.ts';
import { type PeerFlags, runPeers } from './sovereignty/run-peers.ts';
import { type Prompt, promptSchema, type Score, score } from './sovereignty/score.ts';
import { type KindScore, scoreKinds } from './sovereignty/score-kinds.ts';

/*
 * Measures the detector on both halves of the labelled prompts, beside Presidio and detect-secrets from PyPI: those that
 * generate.py made, and statements that were written by hand. A prompt counts as flagged from CONFIDENTIAL on. Only misses
 * of the tuning half are printed: the held-out half stays unseen. `--json` prints the figures only, `--no-peers` leaves the
 * others out. `--set FOLDER` measures other people's labelled texts instead, as `POST /policy/explain` judges them.
 */

const FOLDER = fileURLToPath(new URL('../../bench/sovereignty/', import.meta.url));
const SENSITIVE = DATA_CLASSES.indexOf('CONFIDENTIAL');
const detector = createDetector();
/** The kinds of what is sensitive in a prompt. */
const kindsIn = ({ text }: Prompt): readonly string[] =>
  detector
    .inspect(text)
    .findings.filter((finding) => DATA_CLASSES.indexOf(finding.class) >= SENSITIVE)
    .map(({ kind }) => kind);

interface Row extends Score {
  readonly half: string;
  readonly detector: string;
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'no-peers': { type: 'boolean', default: false },
    set: { type: 'string' },
  },
});
if (options.set === undefined) await measureOurs();
else measureOutside(options.set);

async function measureOurs(): Promise<void> {
  const rows: Row[] = [];
  const byKind: (KindScore & { readonly half: string })[] = [];
  const falseAlarms: Record<string, unknown>[] = [];
  for (const half of ['tuning', 'held-out']) {
    const prompts = read(half);
    const found = prompts.map(kindsIn);
    const ours = found.map((kinds) => kinds.length > 0);
    rows.push({ half, detector: 'xops', ...score(prompts, ours) });
    byKind.push(...scoreKinds(prompts, found).map((each) => ({ half, ...each })));
    falseAlarms.push(...alarms(half, prompts, ours));
    const peers = options['no-peers'] ? null : await runPeers(FOLDER, prompts);
    if (typeof peers === 'string') console.error(peers);
    else if (peers !== null) rows.push(...peerRows(half, prompts, peers));
    if (half === 'tuning' && !options.json) printMisses(prompts, ours);
  }
  if (options.json) console.log(JSON.stringify({ rows, byKind, falseAlarms }, null, 2));
  else for (const table of [rows, byKind, falseAlarms]) print(table);
}

function measureOutside(folder: string): void {
  const scores = scoreOutsideSets(readOutsideSets(folder), (text) => {
    const found = inspectRequest(detector, { text });
    return isSensitive(found.class) || found.unscannable.length > 0;
  });
  if (options.json) console.log(JSON.stringify(scores, null, 2));
  else print(scores);
}

function read(half: string): Prompt[] {
  const lines = [half, `statements-${half}`].flatMap((name) =>
    readFileSync(`${FOLDER}${name}.jsonl`, 'utf8').trimEnd().split('\n'),
  );
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

/** How many prompts without anything sensitive are flagged, by family. */
function alarms(half: string, prompts: readonly Prompt[], flags: readonly boolean[]) {
  const rows = prompts.map(({ family, sensitive }, index) => ({
    family,
    sensitive,
    flag: flags[index],
  }));
  const harmless = rows.filter(({ sensitive }) => !sensitive);
  return [...new Set(harmless.map(({ family }) => family))].map((family) => {
    const own = harmless.filter((each) => each.family === family);
    return { half, family, prompts: own.length, flagged: own.filter(({ flag }) => flag).length };
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
  for (const entry of entries)
    table.push(Object.values(entry).map((value) => String(value ?? '–')));
  console.log(table.toString());
}
