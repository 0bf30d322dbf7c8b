import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

test("every answer of the sample organisation has the shape of AWS's own service models", () => {
  const python = path.join(process.env['E2E_VENV'] ?? '', 'bin/python');
  const run = spawnSync('bash', ['e2e/aws-shapes/run.sh', python], { encoding: 'utf8' });
  expect(run.status, `${run.stdout}\n${run.stderr}`).toBe(0);
  console.log(run.stdout.trim().split('\n').at(-1));
});
