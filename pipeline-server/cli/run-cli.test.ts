import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, readConfig } from '../config.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import type { AnalyzerSummary } from '../contracts/catalogue.ts';
import type { FakeAnalysis } from '../test/fake-analyzers.ts';
import {
  createFakeAnalyzers,
  fakeFinding,
  fakeRecommendation,
  fakeResult,
  fakeSummary,
} from '../test/fake-analyzers.ts';
import { createFakeChats, fakeDeps, fakeUnderstand, fakeUnderstanding } from '../test/fake-ask.ts';
import { createFakeFocus } from '../test/fake-focus.ts';
import type { Analysis, CommandContext } from './command.ts';
import { checkNode } from './doctor-checks.ts';
import { runCli } from './run-cli.ts';

interface World {
  readonly fake?: FakeAnalysis;
  readonly analysis?: Partial<Analysis>;
  readonly lines?: readonly string[];
  readonly context?: Partial<CommandContext>;
}

async function xops(args: readonly string[], world: World = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const lines = [...(world.lines ?? [])];
  const analyzers = createFakeAnalyzers(world.fake);
  let closed = 0;
  const analysis: Analysis = {
    ...fakeDeps(),
    analyzers,
    focus: createFakeFocus(),
    understand: fakeUnderstand,
    chats: createFakeChats(),
    close: async () => {
      closed += 1;
    },
    ...world.analysis,
  };
  const code = await runCli(args, {
    version: '1.2.3',
    signal: new AbortController().signal,
    readConfig: () => readConfig({}),
    openAnalysis: async () => analysis,
    terminal: {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      interactive: world.lines !== undefined,
      animated: false,
      styled: false,
      columns: 100,
      question: async () => lines.shift() ?? null,
    },
    ...world.context,
  });
  return { code, out: out.join(''), err: err.join(''), closed, runs: analyzers.runs };
}

const understandAs = (changes: Parameters<typeof fakeUnderstanding>[0]) => ({
  analysis: { understand: () => fakeUnderstanding(changes) },
});

describe('xops', () => {
  it('lists its commands', async () => {
    const { code, out } = await xops(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('xops <command> --help');
  });

  it('says its version', async () => {
    expect(await xops(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n' });
  });

  it.each([
    [['anlyze'], 'Did you mean "xops analyze"?'],
    [['ask', '--jsn', 'q'], 'Did you mean --json?'],
    [['ask'], 'Give a question'],
    [['analyze'], 'Give an analyzer id'],
    [['analyze', 'cost.ec2.idl'], 'Did you mean cost.ec2.idle?'],
    [['analyze', 'cost.ec2.idle', '--account', 'payments-prd'], 'Did you mean payments-prod?'],
    [['analyze', 'cost.ec2.idle', '--region', 'eu-west-9'], 'Did you mean eu-west-1?'],
    [['analyze', 'cost.ec2.idle', '--top', '0'], 'whole number'],
    [['analyze', 'cost.ec2.idle', '--since', '2026-02-30'], 'YYYY-MM-DD'],
    [['analyze', 'cost.ec2.idle', '--since', '2026-11-23'], 'before today'],
    [['analyze', 'cost.ec2.idle', '--format', 'xml'], 'one of table, json, csv'],
    [['analyzers', '--domain', 'money'], 'one of cost, security'],
    [['focus', '--month', '2026-10', 'more'], 'Unexpected argument "more"'],
    [['focus', '--months', '0'], 'whole number'],
    [['focus', '--by', 'region'], 'one of account, usage-type'],
    [['focus', '--format', 'xlsx'], 'one of csv, parquet, json'],
    [['focus', '--format', 'parquet'], 'needs --output'],
    [['focus', '--output', 'x.csv'], '--output needs --format'],
    [['focus', '--check', '--sql', 'SELECT 1'], 'not both'],
    [['focus', '--check', '--format', 'csv'], 'as a table or as json'],
    [['focus', '--sql', 'SELECT 1', '--format', 'parquet', '--output', 'x'], 'take csv or json'],
    [['focus', '--source', 'x', '--format', 'parquet', '--output', 'x'], 'take csv or json'],
    [['focus', '--source', 'export.csv'], 'XOPS_FOCUS_EXPORTS'],
    [['focus', '--sql', 'DROP TABLE focus'], 'Only a SELECT'],
  ])('refuses %j with exit code 2 and a hint', async (args, hint) => {
    const { code, out, err } = await xops(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(hint);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('reports settings that are not valid without a stack trace', async () => {
    const openAnalysis = () => Promise.reject(new ConfigError(['PORT: x is not a number.']));
    const { code, err } = await xops(['analyzers'], { context: { openAnalysis } });
    expect(code).toBe(1);
    expect(err).toContain('PORT: x is not a number.');
    expect(err).not.toContain(' at ');
  });
});

describe('xops ask', () => {
  it('prints the answer on the standard output and progress on the standard error', async () => {
    const { code, out, err, closed } = await xops(['ask', 'idle', 'EC2']);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(
      '3 idle EC2 instances; stopping them saves USD 4,321.50 a month.',
    );
    expect(out).not.toContain('**');
    expect(err).toContain('Idle EC2 instances: 3 found\n');
    expect(closed).toBe(1);
  });

  it('prints JSON of exactly the documented keys', async () => {
    const { out } = await xops(['ask', '--json', 'idle EC2']);
    const answer: Record<string, unknown> = JSON.parse(out);
    expect(Object.keys(answer)).toEqual([
      'question',
      'understood',
      'write',
      'findings',
      'recommendations',
      'coverage',
      'receipt',
      'text',
    ]);
    expect(answer).toMatchObject({
      question: 'idle EC2',
      understood: { analyzers: ['cost.ec2.idle'] },
      write: false,
      coverage: { accountsAsked: 14 },
    });
  });

  it('ends with 4 for a change, 3 for a part, 1 for nothing', async () => {
    const denied = new AnalysisError('denied', 'AWS said no.');
    const gap = { accountId: '1', accountName: 'a', region: null, detail: '' } as const;
    const coverage = { ...fakeResult(1).coverage, gaps: [{ ...gap, reason: 'denied' as const }] };
    const part = { 'cost.ec2.idle': fakeResult(1, { coverage }) };
    expect((await xops(['ask', 'stop it'], understandAs({ write: true }))).code).toBe(4);
    const refusals = [{ problem: 'There is no account "nope".', remedy: 'Nearest: web-dev.' }];
    const refused = await xops(['ask', 'q'], understandAs({ kind: 'refused', refusals }));
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('no account "nope"')]);
    expect((await xops(['ask', 'q'], { fake: { results: part } })).code).toBe(3);
    expect(
      (await xops(['ask', 'q'], { fake: { results: { 'cost.ec2.idle': denied } } })).code,
    ).toBe(1);
  });

  it('converses, follow-ups included, until the input ends', async () => {
    const fake = {
      results: { 'cost.ec2.idle': fakeResult(30) },
      recommendations: [fakeRecommendation(1)],
    };
    const { code, out } = await xops(['ask'], { fake, lines: ['idle', '', 'more', 'explain 1'] });
    expect(code).toBe(0);
    expect(out).toContain('Rows 1–20 of 30.');
    expect(out).toContain('Rows 21–30 of 30.');
    expect(out).toContain('Option 1: Stop idle instances, group 1.');
  });

  it('goes on after a question that failed', async () => {
    const fake = { results: {} };
    const { out } = await xops(['ask'], { fake, lines: ['idle', 'idle'] });
    expect(out.match(/No answer/g)).toHaveLength(2);
  });

  it('lets no data move the cursor', async () => {
    const finding = fakeFinding(0, { fields: { instance: '\u001b[2Jgone\u202e', type: 'a\nb' } });
    const fake = { results: { 'cost.ec2.idle': fakeResult(1, { findings: [finding] }) } };
    const { out } = await xops(['ask', 'idle'], { fake });
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(out).toContain('a b');
  });
});

describe('xops analyze', () => {
  it('passes account, Region, period and number on', async () => {
    const args = [
      '--account',
      'PAYMENTS-prod',
      '--region',
      'eu-west-1',
      '--since',
      '2026-10-01',
      '--top',
      '2',
    ];
    const { code, runs } = await xops(['analyze', 'cost.ec2.idle', ...args]);
    expect(code).toBe(0);
    expect(runs[0]?.parameters).toMatchObject({
      accounts: ['111111111111'],
      regions: ['eu-west-1'],
      period: { start: '2026-10-01', end: '2026-11-23' },
      top: 2,
    });
  });

  it.each([
    [['--by-tag', 'CostCentre'], { groupBy: 'tag', tagKey: 'CostCentre' }],
    [['--by-tag', 'CostCentre', '--per-unit'], { groupBy: 'tag_unit', tagKey: 'CostCentre' }],
    [['--per-unit'], { groupBy: 'unit', tagKey: null }],
    [[], { groupBy: null, tagKey: null }],
  ])('groups as %j says', async (args, expected) => {
    const { runs } = await xops(['analyze', 'cost.ec2.idle', ...args]);
    expect(runs[0]?.parameters).toMatchObject(expected);
  });

  it('prints JSON of exactly the documented keys', async () => {
    for (const args of [['--json'], ['--format', 'json']]) {
      const { out } = await xops(['analyze', 'cost.ec2.idle', ...args]);
      const answer: Record<string, unknown> = JSON.parse(out);
      expect(Object.keys(answer)).toEqual(['analyzer', 'findings', 'coverage', 'receipt']);
    }
  });

  it('prints nothing but rows as CSV', async () => {
    const { out } = await xops(['analyze', 'cost.ec2.idle', '--format', 'csv']);
    expect(out.split('\r\n')).toHaveLength(5);
    expect(out).toMatch(/^Account id,/);
  });

  it('fails with the remedy when AWS refuses', async () => {
    const denied = new AnalysisError('denied', 'AWS said no. Allow it.');
    const { code, err } = await xops(['analyze', 'cost.ec2.idle'], {
      fake: { results: { 'cost.ec2.idle': denied } },
    });
    expect(code).toBe(1);
    expect(err).toContain('AWS said no. Allow it.');
  });
});

describe('xops analyzers', () => {
  const fake = {
    catalogue: [
      fakeSummary('cost.ec2.idle', 'Idle EC2 instances'),
      { ...fakeSummary('security.s3.public', 'Public buckets'), domain: 'security', built: false },
    ],
  } as const;

  it('lists what is ready, and how much more is known', async () => {
    const { out } = await xops(['analyzers'], { fake });
    expect(out).toContain('1 analyzers are ready; 1 more are known');
    expect(out).toContain('cost.ec2.idle');
    expect(out).not.toContain('security.s3.public');
  });

  it('gives all of a domain as JSON', async () => {
    const { out } = await xops(['analyzers', '--domain', 'security', '--json'], { fake });
    expect(JSON.parse(out)).toEqual([fake.catalogue[1]]);
  });
});

describe('checkNode', () => {
  it.each([
    ['18.20.0', 'failed'],
    ['20.18.9', 'failed'],
    ['20.19.0', 'warning'],
    ['21.0.0', 'warning'],
    ['22.1.0', 'ok'],
    ['24.0.0', 'ok'],
  ])('judges %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });
});

describe('xops doctor', () => {
  async function doctor(env: Readonly<Record<string, string>>, world: World = {}) {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'xops-doctor-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const config = () => readConfig({ DATA_DIR: dataDir, PORT: '0', ...env });
    const analyzers = { ...createFakeAnalyzers(world.fake), run: async () => fakeResult(0) };
    return await xops(['doctor', '--json'], {
      analysis: { analyzers },
      ...world,
      context: { readConfig: config },
    });
  }

  const checkOf = (out: string, check: string): unknown =>
    JSON.parse(out).find((finding: { check: string }) => finding.check === check);

  it('finds a fresh installation in order', async () => {
    const { code, out } = await doctor({});
    expect(code).toBe(0);
    expect(checkOf(out, 'API key')).toMatchObject({ state: 'warning' });
    expect(checkOf(out, 'AWS source')).toMatchObject({
      state: 'ok',
      detail: 'sample organisation: 2 accounts in 2 Regions answer',
    });
  });

  it('says what to do when AWS does not answer', async () => {
    const organization = new AnalysisError('unavailable', 'no route');
    const { code, out } = await doctor({}, { fake: { organization } });
    expect(code).toBe(1);
    expect(checkOf(out, 'AWS source')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('no route'),
    });
  });

  it('enters one account by the member role, names the role, and says what to do without one', async () => {
    const XOPS_AWS_MEMBER_ROLE = 'auditor';
    const entered = await doctor({ XOPS_AWS_MEMBER_ROLE });
    expect(checkOf(entered.out, 'Member role')).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^auditor: entered \d{12}$/),
    });
    const refused = new AnalysisError('denied', 'AWS denied sts:AssumeRole.');
    const analyzers = { ...createFakeAnalyzers(), run: () => Promise.reject(refused) };
    const { code, out } = await doctor({ XOPS_AWS_MEMBER_ROLE }, { analysis: { analyzers } });
    expect(code).toBe(1);
    expect(checkOf(out, 'Member role')).toMatchObject({
      state: 'failed',
      detail: 'auditor: AWS denied sts:AssumeRole.',
      remedy: expect.stringContaining('trust policy'),
    });
  });

  it('says which directory cannot be written', async () => {
    const { code, out } = await doctor({ DATA_DIR: '/dev/null/data' });
    expect(code).toBe(1);
    expect(checkOf(out, 'Data directory')).toMatchObject({ state: 'failed' });
  });

  it('lists bad settings and stops there', async () => {
    const readBadConfig = () => readConfig({ PORT: 'x' });
    const { code, out } = await xops(['doctor', '--json'], {
      context: { readConfig: readBadConfig },
    });
    expect(code).toBe(1);
    expect(checkOf(out, 'Settings')).toMatchObject({ state: 'failed' });
    expect(checkOf(out, 'AWS source')).toBeUndefined();
  });

  it.each([
    ['ok', '{"version":"0.12.4"}'],
    ['warning', '{"version":"0.9.1"}'],
    ['failed', '<html>'],
  ])('looks at Open WebUI: %s', async (state, answer) => {
    const server = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { out } = await doctor({ OPEN_WEBUI_URL: `http://127.0.0.1:${port}` });
    expect(checkOf(out, 'Open WebUI')).toMatchObject({ state });
  });

  it('says that Open WebUI does not answer', async () => {
    const { code, out } = await doctor({ OPEN_WEBUI_URL: 'http://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(checkOf(out, 'Open WebUI')).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('OPEN_WEBUI_URL'),
    });
  });

  it('is readable without --json', async () => {
    const { out } = await xops(['doctor'], {
      context: { readConfig: () => readConfig({ PORT: 'x' }) },
    });
    expect(out).toMatch(/✗ Settings: .*PORT/);
  });
});

describe('xops iam-policy', () => {
  const entry = (id: string, changes: Partial<AnalyzerSummary>) => ({
    ...fakeSummary(id, id),
    ...changes,
  });
  const fake: FakeAnalysis = {
    catalogue: [
      entry('cost.history', { iamActions: ['ce:GetCostAndUsage'] }),
      entry('sec.findings', { domain: 'security', iamActions: ['securityhub:GetFindings'] }),
      entry('cert.acm', {
        domain: 'certificates',
        iamActions: ['organizations:ListAccounts'],
        memberIamActions: ['acm:ListCertificates'],
      }),
      entry('cost.later', { built: false, iamActions: ['budgets:ViewBudget'] }),
    ],
  };
  const policy = async (...args: readonly string[]) => {
    const context = { readConfig: () => readConfig({ XOPS_AWS_MEMBER_ROLE: 'xops-read' }) };
    const { code, out, err } = await xops(['iam-policy', ...args], { fake, context });
    const document = code === 0 ? JSON.parse(out) : { Statement: [] };
    const actions = document.Statement.flatMap(({ Action }: { Action: unknown }) => Action);
    return { code, err, document, actions };
  };

  it('allows what the built analyzers send, and to take the role where one reads members', async () => {
    expect((await policy()).actions).toEqual([
      'ce:GetCostAndUsage',
      'organizations:ListAccounts',
      'securityhub:GetFindings',
      'sts:AssumeRole',
      'sts:TagSession',
      'sts:SetSourceIdentity',
    ]);
  });

  it('is narrowed by domain and analyzer', async () => {
    expect((await policy('--domain', 'security')).actions).toEqual(['securityhub:GetFindings']);
    expect((await policy('--analyzers', 'cost')).actions).toEqual(['ce:GetCostAndUsage']);
    expect((await policy('--role', 'member')).actions).toEqual(['acm:ListCertificates']);
  });

  it('prints the trust policy of the member role', async () => {
    const trusted = 'arn:aws:iam::111111111111:role/xops';
    const { document } = await policy('--role', 'member', '--trust', trusted);
    expect(document.Statement[0].Principal).toEqual({ AWS: trusted });
  });

  it.each([
    [['--analyzers', 'cost.histry'], 'Did you mean cost.history?'],
    [['--analyzers', 'cost.later'], 'Unknown analyzer'],
    [['--domain', 'money'], 'one of cost, security'],
    [['--domain', 'cost', '--analyzers', 'sec'], 'No analyzer is of that domain'],
    [['--role', 'member', '--domain', 'cost'], 'no role is needed there'],
    [['--role', 'admin'], 'one of organization, member'],
    [['--trust', 'arn:aws:iam::111111111111:role/x'], 'needs --role member'],
    [['--role', 'member', '--trust', '*'], 'takes the ARN'],
    [['now'], 'Unexpected "now"'],
  ])('refuses %s', async (args, message) => {
    expect(await policy(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});

describe('what costs more than may be spent without asking', () => {
  const dear = { ...fakeSummary('cost.ec2.idle', 'Idle EC2'), paidRequests: 60 };
  const world: World = {
    fake: { catalogue: [dear], results: { 'cost.ec2.idle': fakeResult(2) } },
    analysis: { askAboveUsd: 0.5 },
  };

  it.each([
    [['analyze', 'cost.ec2.idle'], 'err'],
    [['report', 'cost.ec2.idle'], 'err'],
    [['ask', 'idle'], 'out'],
  ] as const)('is not asked by %s, which ends with 4', async (args, where) => {
    const ended = await xops(args, world);
    expect(ended).toMatchObject({ code: 4, runs: [] });
    expect(ended[where]).toContain('at most about USD 0.60');
  });

  it.each([[['analyze', 'cost.ec2.idle', '--yes']], [['ask', 'idle', '--yes']]])(
    'is asked by %s',
    async (args) => {
      const { code, runs } = await xops(args, world);
      expect(code).not.toBe(4);
      expect(runs.map(({ id }) => id)).toContain('cost.ec2.idle');
    },
  );
});
