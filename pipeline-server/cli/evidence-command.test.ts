import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import { runXops } from '../test/run-xops.ts';
import { openAnalysis } from './open-analysis.ts';

let folder: string;
let result: AnalysisResult;

function settings() {
  return readConfig({ LOG_LEVEL: 'silent', DATA_DIR: folder });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-evidence-'));
  const analysis = await openAnalysis(settings());
  const signal = new AbortController().signal;
  const context = { identity: 'cli', signal, report: () => undefined };
  result = await analysis.analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
  await analysis.close();
});
afterAll(() => rm(folder, { recursive: true }));

const xops = (...args: readonly string[]) =>
  runXops({ DATA_DIR: folder }, args, () => openAnalysis(settings()));

describe('xops evidence', () => {
  it('opens every answer of AWS that an analysis rests on', async () => {
    expect(result.evidence.length).toBeGreaterThan(3);
    for (const { id, api, request } of result.evidence) {
      const { code, out } = await xops('evidence', 'show', id);
      expect(code, api).toBe(0);
      expect(JSON.parse(out)).toEqual({ request, answer: expect.any(Object) });
    }
  });

  it('shows in the answer what a row of the result says', async () => {
    const [finding] = result.findings;
    const answers = await Promise.all(
      (finding?.evidence ?? []).map((id) => xops('evidence', 'show', id, '--json')),
    );
    expect(answers.map(({ out }) => out).join('')).toContain(finding?.resourceId);
  });

  it('refuses what was changed on the disk', async () => {
    const hash = result.evidence[0]?.id.slice('sha256:'.length) ?? '';
    const file = path.join(folder, 'evidence', 'sha256', hash.slice(0, 2), `${hash}.json`);
    await writeFile(file, `${await readFile(file, 'utf8')} `);
    const { code, out, err } = await xops('evidence', 'show', hash);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('was changed on the disk');
  });

  it('says what is not kept, and what is no hash', async () => {
    const missing = await xops('evidence', 'show', '0'.repeat(64));
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('nothing is kept') });
    for (const wrong of [['show', '../../etc/passwd'], ['show'], ['list'], []]) {
      expect(await xops('evidence', ...wrong)).toMatchObject({ code: 2, out: '' });
    }
  });
});
