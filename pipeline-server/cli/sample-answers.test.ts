import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import { askFully, fakeDeps, fakeInput, fakeUnderstanding } from '../test/fake-ask.ts';
import type { Analysis } from './command.ts';
import { openAnalysis } from './open-analysis.ts';

let analysis: Analysis;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-answers-'));
  analysis = await openAnalysis(readConfig({ LOG_LEVEL: 'silent', DATA_DIR: folder }));
});
afterAll(async () => {
  await analysis.close();
  await rm(folder, { recursive: true, force: true });
});

/** Cells of a row of a markdown table; an escaped pipe is text. */
function cells(line: string): number {
  return line.replaceAll('\\|', '').split('|').length - 2;
}

/** Asks for given analyzers on the sample organisation, and keeps what was logged as an error. */
async function askFor(...analyzers: readonly string[]) {
  const errors: object[] = [];
  const log = { ...fakeDeps().log, error: (fields: object) => void errors.push(fields) };
  const searches = analyzers.some((id) => id === 'inv.find' || id === 'inv.resource.config');
  const parameters = { ...NO_PARAMETERS, search: searches ? 'web' : null };
  const understand = () => fakeUnderstanding({ analyzers, parameters });
  const { presentation } = fakeDeps();
  const asked = await askFully(fakeInput('q'), { ...analysis, log, understand, presentation });
  return { ...asked, errors };
}

describe('on the sample organisation', () => {
  it('every analyzer that is built gives an answer that can be shown', {
    timeout: 300_000,
  }, async () => {
    const built = analysis.analyzers.list().filter((entry) => entry.built);
    expect(built.length).toBeGreaterThanOrEqual(16);
    for (const { id } of built) {
      const { answer, text, errors } = await askFor(id);
      expect({ id, errors, failures: answer.failures }).toEqual({ id, errors: [], failures: [] });
      expect(text, id).toContain('**Coverage:**');
      expect(text, id).toContain('**sample organisation**');
      const [header, ...rows] = text.split('\n').filter((line) => line.startsWith('| '));
      if (header === undefined) expect(answer.results[0]?.total, id).toBe(0);
      else expect(cells(header), id).toBeLessThanOrEqual(8);
      expect(
        rows.every((row) => row.endsWith(' |')),
        id,
      ).toBe(true);
    }
  });

  it('understands and answers the first question of the documentation', async () => {
    const question = 'Show me idle EC2 across all accounts';
    const { presentation } = fakeDeps();
    const { answer, text } = await askFully(fakeInput(question), { ...analysis, presentation });
    expect(answer.understanding.analyzers).toEqual(['cost.ec2.idle']);
    expect(answer.results[0]?.total).toBeGreaterThan(0);
    expect(answer.recommendations[0]?.monthlySaving?.amount).toBeGreaterThan(0);
    expect(text).toMatch(
      /^\*\*\d+ idle EC2 instances in \d+ accounts\*\*; stopping them saves \*\*USD [\d,]+\.\d\d a month\*\* \(overlaps removed by AWS\)\.\n/,
    );
  });
});
