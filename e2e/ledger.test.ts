import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readEffects } from '../pipeline-server/test/file-world.ts';
import { draftOf } from '../pipeline-server/test/ledger-fakes.ts';
import { expectRecovery } from '../pipeline-server/test/ledger-invariants.ts';
import type { LedgerJob } from '../pipeline-server/test/ledger-process.ts';
import {
  type MemoryWorld,
  openLedgerWorld,
  temporaryFile,
} from '../pipeline-server/test/ledger-world.ts';

const PROCESS = fileURLToPath(
  new URL('../dist/pipeline-server/test/ledger-process.js', import.meta.url),
);
const QUIET = { execArgv: ['--no-warnings'] };
const MODEL_RUNS = 5_000;
/** Writes of a whole run; the unit tests count them. */
const WRITES = 15;
const EFFECTS = 4;

function start(job: LedgerJob): ChildProcess {
  const child = fork(PROCESS, QUIET);
  child.send(job);
  return child;
}

async function emptyWorld() {
  const file = await temporaryFile();
  const effects = path.join(path.dirname(file), 'effects.txt');
  await writeFile(effects, '');
  return { file, effects };
}

/** The world as another process has left it. */
function worldOf(effects: readonly string[]): MemoryWorld {
  const stopped = new Set(
    ['i-1', 'i-2'].filter(
      (instance) =>
        effects.findLast((effect) => effect.endsWith(` ${instance}`)) === `stop ${instance}`,
    ),
  );
  return { stopped, effects: [...effects], next: 'done' };
}

const AT_WRITES = Array.from({ length: WRITES }, (_, index) => index + 1).flatMap((write) =>
  (['before', 'after'] as const).map((side) => ({ write, side })),
);
const AT_EFFECTS = Array.from({ length: EFFECTS }, (_, index) => ({ effect: index + 1 }));

test.each([...AT_WRITES, ...AT_EFFECTS])(
  'a process that is killed at %o has lost nothing, and nothing is done twice',
  async (killAt) => {
    const { file, effects } = await emptyWorld();
    const [, signal] = await once(start({ job: 'run', file, effects, killAt }), 'exit');
    expect(signal).toBe('SIGKILL');
    await expectRecovery({ file, world: worldOf(readEffects(effects)) });
  },
);

test('two processes on one file decide once for each of their people, and execute once', async () => {
  const { file, effects } = await emptyWorld();
  const ledger = await openLedgerWorld({ file });
  const instances = Array.from({ length: 40 }, (_, index) => `i-${index}`);
  const ids: string[] = [];
  for (const instance of instances)
    ids.push((await ledger.approvals.request(draftOf([instance]))).id);
  const racers = [1, 2].map((number) => start({ job: 'race', file, effects, number, ids }));
  const results = await Promise.all(racers.map((racer) => once(racer, 'message')));
  const total = { decided: 0, executed: 0 };
  for (const [{ decided, executed }] of results as [typeof total][]) {
    total.decided += decided;
    total.executed += executed;
  }
  console.log(results);
  expect(total).toEqual({ decided: instances.length, executed: instances.length });
  expect(readEffects(effects).toSorted()).toEqual(
    instances.map((instance) => `stop ${instance}`).toSorted(),
  );
});

test(`the ledger does what the rules say in ${MODEL_RUNS} generated runs`, () => {
  const run = spawnSync(
    'npx',
    ['vitest', 'run', 'pipeline-server/approvals/ledger-model.test.ts'],
    {
      encoding: 'utf8',
      env: { ...process.env, LEDGER_MODEL_RUNS: String(MODEL_RUNS) },
    },
  );
  expect(run.stdout + run.stderr).toContain(`(${MODEL_RUNS} runs)`);
  expect(run.status).toBe(0);
}, 900_000);
