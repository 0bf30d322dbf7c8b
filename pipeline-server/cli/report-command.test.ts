import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../../tools/reports/sha256.ts';
import { readConfig } from '../config.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import type { Understand } from '../flows/xops/understand/understanding.ts';
import { createFakeAnalyzers, fakeResult, fakeSummary } from '../test/fake-analyzers.ts';
import { fakeDeps, fakeUnderstanding } from '../test/fake-ask.ts';
import { createFakeFocus } from '../test/fake-focus.ts';
import type { CommandContext } from './command.ts';
import { UsageError } from './command.ts';
import { reportCommand } from './report-command.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-report-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const denied = new AnalysisError('denied', 'AWS said no; grant ce:GetCostAndUsage.');
const RESULTS = {
  'cost.ec2.idle': fakeResult(3),
  'cost.rds.idle': fakeResult(2, { analyzer: 'cost.rds.idle', title: 'Idle RDS' }),
  'cost.history': denied,
};
const CATALOGUE = Object.keys(RESULTS).map((id) => fakeSummary(id, id));

async function report(args: readonly string[], understand?: Understand) {
  const out: string[] = [];
  const analyzers = createFakeAnalyzers({ results: RESULTS, catalogue: CATALOGUE });
  const deps = fakeDeps({ analyzers, ...(understand === undefined ? {} : { understand }) });
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  const context: CommandContext = {
    signal: new AbortController().signal,
    readConfig: () => readConfig({}),
    openAnalysis: async () => ({ ...deps, focus: createFakeFocus(), close }),
    terminal: {
      out: (text) => out.push(text),
      err: () => undefined,
      interactive: false,
      animated: false,
      styled: false,
      columns: 200,
      question: async () => null,
    },
  };
  const code = await reportCommand.run([...args, '--output', folder], context);
  return { code, out: out.join(''), closed, runs: analyzers.runs };
}

describe('xops report', () => {
  it.each(['csv', 'json', 'xlsx', 'pdf', 'html'])('writes an analysis as %s', async (format) => {
    const { code, out, closed } = await report(['cost.ec2.idle', '--format', format]);
    const file = path.join(folder, `idle-ec2-instances-2026-11-23.${format}`);
    const bytes = await readFile(file);
    expect(out).toContain(`Idle EC2 instances: 3 rows as ${format.toUpperCase()}.`);
    expect(out).toContain(`File: ${file}`);
    expect(out).toContain(`SHA-256: ${sha256Of(bytes).slice(7)}`);
    expect(out).toContain('Coverage: 13 of 14 accounts, 5 of 5 Regions');
    expect({ code, closed }).toEqual({ code: 0, closed: 1 });
  });

  it('writes a domain, and says what was not answered by its exit code', async () => {
    const { code, out } = await report(['cost', '--format', 'csv', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      path: path.join(folder, 'cost-report-2026-11-23.csv'),
      format: 'csv',
      rows: 5,
      analyzers: ['cost.ec2.idle', 'cost.rds.idle'],
      failures: [{ analyzer: 'cost.history', message: denied.message }],
      coverage: { accountsAsked: 14 },
      dataSha256: expect.stringMatching(/^sha256:/),
    });
  });

  it('answers a question with its parameters', async () => {
    const understand = () =>
      fakeUnderstanding({ parameters: { ...fakeUnderstanding().parameters, top: 2 } });
    const { out, runs } = await report(['top', '2', 'idle', '--format', 'json'], understand);
    expect(runs).toMatchObject([{ id: 'cost.ec2.idle', parameters: { top: 2 } }]);
    expect(out).toContain('2 rows as JSON');
  });

  it('begins CSV with a byte order mark only when asked to', async () => {
    const file = path.join(folder, 'idle-ec2-instances-2026-11-23.csv');
    await report(['cost.ec2.idle', '--format', 'csv']);
    expect((await readFile(file))[0]).not.toBe(0xef);
    await report(['cost.ec2.idle', '--format', 'csv', '--bom']);
    expect((await readFile(file)).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  });

  it('fails with the reasons when nothing was answered', async () => {
    await expect(report(['cost.history', '--format', 'csv'])).rejects.toThrow(/AWS said no/);
  });

  it.each<[string[], RegExp, Understand?]>([
    [[], /Give an analyzer, a domain or a question/],
    [['cost.ec2.idl'], /Did you mean cost\.ec2\.idle/],
    [['nonsense'], /is no analyzer, no domain and no question/],
    [['cost', '--format', 'docx'], /one of csv, json, xlsx, pdf, html/],
    [['stop the instances'], /only reads/, () => fakeUnderstanding({ write: true })],
    [
      ['how is it'],
      /say it as "idle EC2 instances"/,
      () =>
        fakeUnderstanding({
          kind: 'ambiguous',
          offers: [{ analyzer: 'a', title: 'A', question: 'idle EC2 instances' }],
        }),
    ],
  ])('refuses %j', async (args, message, understand) => {
    const refused = report(args, understand);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });
});
