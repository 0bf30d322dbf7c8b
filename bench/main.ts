import { cpus } from 'node:os';
import { measureAsk } from './ask-latency.ts';
import { type Figure, figureTable, isMet } from './figures.ts';
import { createLoadGenerator, type LoadGenerator } from './load.ts';
import { measureModels } from './models-latency.ts';
import { measureFilter, measureStream } from './ratios.ts';
import { startBareServer, startOurServer } from './server-process.ts';
import { measureStartUp } from './start-up.ts';
import { FILTER_PLUGIN, SLOW_PLUGIN, STREAM_PLUGIN } from './workloads.ts';

const REPETITIONS = 5;
const COLD_SERVERS = 3;

/** Measures everything on loopback. Timing never decides the exit code: only a failed request does. */
async function main(): Promise<void> {
  const load = createLoadGenerator();
  try {
    const figures = [
      ...(await measureStartUp(REPETITIONS)),
      ...(await measureServer(load)),
      ...(await measureAsk(load, COLD_SERVERS)),
    ];
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
  if (process.argv.includes('--json')) {
    const judged = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
    console.log(JSON.stringify({ machine, figures: judged }, null, 2));
    return;
  }
  console.log(`${figureTable(figures)}\n${machine}`);
}

await main();
