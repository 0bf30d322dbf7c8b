import { describe, expect, it } from 'vitest';
import { openInspector } from '../open-inspector.ts';
import { makeModelInProcess } from './canaries/faulty-models.ts';
import { startLoopbackModels } from './canaries/loopback-models.ts';
import { expectNoLeak } from './canaries/no-leak-property.ts';

/** Few enough for every run of the tests; `npm run test:e2e -- e2e/no-leak.test.ts` runs ten thousand. */
const RUNS = 1000;
const RUNS_OVER_HTTP = 100;

describe('generated conversations over generated policies and faults', () => {
  it('send no route a value above its class, in whichever way of writing', async () => {
    const inspect = await openInspector({}).inspector();
    const tally = await expectNoLeak({ inspect, makeModel: makeModelInProcess, runs: RUNS });
    for (const count of Object.values(tally)) expect(count).toBeGreaterThan(0);
  });

  it('send none over HTTP', async () => {
    const inspect = await openInspector({}).inspector();
    const makeModel = await startLoopbackModels(['cloud', 'vpc', 'local']);
    const tally = await expectNoLeak({ inspect, makeModel, runs: RUNS_OVER_HTTP });
    for (const count of Object.values(tally)) expect(count).toBeGreaterThan(0);
  });

  it('would show a leak: a detector that finds nothing fails', async () => {
    const inspect = () => ({ class: 'PUBLIC', findings: [], unscannable: [] }) as const;
    const trial = expectNoLeak({ inspect, makeModel: makeModelInProcess, runs: RUNS });
    await expect(trial).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/^The route (?:cloud|vpc) was sent/) },
    });
  });
});
