import { expect, test } from 'vitest';
import { openInspector } from '../pipeline-server/open-inspector.ts';
import { makeModelInProcess } from '../pipeline-server/test/canaries/faulty-models.ts';
import { startLoopbackModels } from '../pipeline-server/test/canaries/loopback-models.ts';
import { expectNoLeak } from '../pipeline-server/test/canaries/no-leak-property.ts';

const RUNS = 10_000;
const RUNS_OVER_HTTP = 500;

test('ten thousand generated conversations send no route a value above its class', async () => {
  const inspect = await openInspector({}).inspector();
  const tally = await expectNoLeak({ inspect, makeModel: makeModelInProcess, runs: RUNS });
  console.log(tally);
  expect(tally.conversations).toBe(RUNS);
}, 300_000);

test('five hundred send none over HTTP', async () => {
  const inspect = await openInspector({}).inspector();
  const makeModel = await startLoopbackModels(['cloud', 'vpc', 'local']);
  const tally = await expectNoLeak({ inspect, makeModel, runs: RUNS_OVER_HTTP });
  console.log(tally);
  expect(tally.conversations).toBe(RUNS_OVER_HTTP);
}, 300_000);
