import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureActions } from './action-judging.ts';
import { measureApprovals } from './approval-ledger.ts';
import { measureAsk } from './ask-latency.ts';
import { measureDetector } from './detector-speed.ts';
import { type Figure, figureTable, isMet } from './figures.ts';
import { measureGateway } from './gateway-overhead.ts';
import { measureHooks } from './hook-passes.ts';
import { measureIngest } from './knowledge-ingest.ts';
import { measureKnowledge } from './knowledge-queries.ts';
import { createLoadGenerator, type LoadGenerator } from './load.ts';
import { measureMemberAccounts } from './member-accounts.ts';
import { measureModels } from './models-latency.ts';
import { measureFilter, measureStream } from './ratios.ts';
import { measureReports } from './report-writing.ts';
import { measureAnalyzers, measureIdentical, measureRows } from './scale.ts';
import { startBareServer, startOurServer } from './server-process.ts';
import { measureStartUp } from './start-up.ts';
import { measureReaders } from './stream-readers.ts';
import { FILTER_PLUGIN, SLOW_PLUGIN, STREAM_PLUGIN } from './workloads.ts';

const REPETITIONS = 5;
const COLD_SERVERS = 3;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Parts to measure, with commas between; all of them without it. */
    only: { type: 'string', default: '' },
    /** Rows that go through one analyzer. */
    rows: { type: 'string', default: '1000000' },
  },
});

/** What can be measured, by the name that `--only` takes. */
const PARTS: Readonly<Record<string, (load: LoadGenerator) => Promise<readonly Figure[]>>> = {
  start: () => measureStartUp(REPETITIONS),
  server: measureServer,
  gateway: async (load) => [
    ...(await measureGateway(load, REPETITIONS)),
    ...(await measureReaders()),
  ],
  ask: (load) => measureAsk(load, COLD_SERVERS),
  members: measureMemberAccounts,
  analyzers: measureAnalyzers,
  identical: measureIdentical,
  detector: async () => measureDetector(REPETITIONS),
  policy: () => measureActions(REPETITIONS),
  hooks: async () => measureHooks(REPETITIONS),
  knowledge: measureKnowledge,
  ingest: measureIngest,
  rows: () => measureRows(rowsWanted()),
  reports: measureReports,
  approvals: measureApprovals,
};

function rowsWanted(): number {
  const rows = Number(options.rows);
  if (Number.isInteger(rows) && rows >= 1000 && rows <= 10_000_000) return rows;
  throw new Error('--rows takes a whole number from 1000 to 10000000.');
}

/** The parts asked for. @throws on a name that is none. */
function partsAsked() {
  const names = options.only === '' ? Object.keys(PARTS) : options.only.split(',');
  return names.map((name) => {
    const part = PARTS[name];
    if (part !== undefined) return part;
    throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}.`);
  });
}

/** Measures on loopback. Timing never decides the exit code: only a failed request does. */
async function main(): Promise<void> {
  const parts = partsAsked();
  rowsWanted();
  const load = createLoadGenerator();
  try {
    const figures: Figure[] = [];
    for (const part of parts) figures.push(...(await part(load)));
    print(figures);
  } finally {
    await load.close();
  }
}

async function measureServer(load: LoadGenerator): Promise<readonly Figure[]> {
  const ours = await startOurServer({
    'filter.mjs': FILTER_PLUGIN,
    'stream.mjs': STREAM_PLUGIN,
    'slow.mjs': SLOW_PLUGIN,
  });
  const bare = await startBareServer();
  try {
    const contest = { ours, bare, load, repetitions: REPETITIONS };
    return [
      ...(await measureFilter(contest)),
      ...(await measureStream(contest)),
      ...(await measureModels(ours, load)),
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
  }
}

function print(figures: readonly Figure[]): void {
  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'CPU'}`;
  if (options.json) {
    const judged = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
    console.log(JSON.stringify({ machine, figures: judged }, null, 2));
    return;
  }
  console.log(`${figureTable(figures)}\n${machine}`);
}

await main();
