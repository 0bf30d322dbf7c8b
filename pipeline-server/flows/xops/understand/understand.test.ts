import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUESTION_WORLD } from '../../../../bench/question-set.ts';
import { listAnalyzers } from '../../../../tools/analyzers/registry.ts';
import { NO_PARAMETERS } from '../../../contracts/parameters.ts';
import { cpuTimeOf } from '../../../test/cpu-time.ts';
import { createUnderstanding } from './understand.ts';
import type { Understanding } from './understanding.ts';

const catalogue = listAnalyzers().map((entry) => ({ ...entry, built: true }));
const understand = createUnderstanding(catalogue);
const ask = (question: string, previous: Understanding | null = null) =>
  understand(question, { ...QUESTION_WORLD, previous });

describe('a question of its own', () => {
  it.each([
    ['Show me idle EC2 across all accounts', 'cost.ec2.idle'],
    ['why did the bill go up', 'cost.drivers'],
    ['top 5 cost drivers last month', 'cost.drivers'],
    ['are we compliant with CPS 234', 'sec.cps234.scorecard'],
    ['who owns these resources', 'inv.tags.owner'],
    ['any public S3 buckets?', 'sec.s3.bucketbpa'],
    ['run cert.weakkey', 'cert.weakkey'],
    ['', undefined],
  ])('"%s" asks for %s', (question, expected) => {
    expect(ask(question).analyzers[0]).toBe(expected);
  });

  it('reads everything a question names', () => {
    const { analyzers, parameters, explanation } = ask(
      'how much did we spend on RDS in Sydney last quarter by team',
    );
    expect(analyzers).toEqual(['cost.history']);
    expect(parameters).toMatchObject({
      services: ['Amazon Relational Database Service'],
      regions: ['ap-southeast-2'],
      period: { start: '2026-07-01', end: '2026-10-01' },
      groupBy: 'team',
    });
    expect(explanation).toContain('Region ap-southeast-2');
    expect(explanation).toContain('last quarter (Jul–Sep 2026)');
  });

  it.each([
    ['cost per team', 'team'],
    ['unit cost by tag', 'team_unit'],
    ['unit cost of EC2 per team last month', 'team_unit'],
    ['what do we spend per unit by environment?', 'environment_unit'],
    ['unit cost by tag CostCentre last month', 'tag_unit'],
    ['cost per unit', 'unit'],
  ])('takes "%s" for the bill by %s', (question, groupBy) => {
    const { analyzers, parameters } = ask(question);
    expect([analyzers, parameters.groupBy]).toEqual([['cost.history'], groupBy]);
  });

  it('understands the title of nearly every entry as that entry', () => {
    const titles = catalogue.map(({ id, title }) => ({
      id,
      first: ask(`Show ${title.replace(/ \([^)]*\)/g, '')}`).analyzers[0],
    }));
    const missed = titles.filter(({ id, first }) => first !== id);
    expect(missed.length).toBeLessThanOrEqual(4);
  });

  it('takes the smallest window of expiry that holds the days asked for', () => {
    expect(ask('certs expiring in 5 days').analyzers).toEqual(['cert.expiring.7']);
    expect(ask('certs expiring in 45 days').analyzers).toEqual(['cert.expiring.90']);
    expect(ask('certs expiring in 200 days').analyzers).toEqual(['cert.dashboard']);
  });

  it.each([
    ['savings plans expiring within 60 days', 60],
    ['which savings plans expire in the next 90 days', 90],
  ])('takes "%s" for the end of Savings Plans', (question, days) => {
    const { analyzers, parameters } = ask(question);
    expect([analyzers, parameters.days]).toEqual([['cost.sp.utilization'], days]);
  });

  it.each([
    ['reservations expiring within 60 days', 60],
    ['which reserved instances expire in the next 120 days', 120],
  ])('takes "%s" for the end of reservations', (question, days) => {
    const { analyzers, parameters } = ask(question);
    expect([analyzers, parameters.days]).toEqual([['cost.ri.utilization'], days]);
  });

  it('finds the parts of a question', () => {
    const { analyzers, parameters } = ask('idle EC2 and RDS, and unencrypted volumes in web-prod');
    expect(analyzers).toEqual(['cost.ec2.idle', 'cost.rds.idle', 'sec.ebs.unencrypted']);
    expect(parameters.accounts).toEqual(['100000000005']);
  });

  it.each([
    ['idle NAT gateways in Singapore and single AZ RDS in Sydney', true],
    ['EC2 cost in Sydney and RDS cost in Singapore', true],
    ['idle EC2 in Sydney and Singapore', false],
    ['idle EC2 and idle RDS in Sydney', false],
  ])('says whether "%s" asks for both Regions in every part: %s', (question, said) => {
    const { explanation } = ask(question);
    expect(explanation.includes('every part of the question is answered for')).toBe(said);
  });

  it('says that a team is left out', () => {
    const { parameters, explanation } = ask('idle EC2 except team payments');
    expect(explanation).toContain('without payments-prod, payments-dev');
    expect(parameters.accounts).not.toContain('100000000001');
  });

  it.each([
    ['could you shut down the dev boxes that are idle?', 'cost.ec2.idle', true],
    ['what would happen if we stopped idle ec2', 'cost.ec2.idle', false],
    ['terminate the instances that are shut down', 'cost.ec2.stopped', true],
    ['list machines switched off for over three months', 'cost.ec2.stopped', false],
  ])('does not take what is to be done in "%s" for a condition', (question, expected, write) => {
    expect(ask(question)).toMatchObject({ analyzers: [expected], write });
  });

  it('says what it left out', () => {
    expect(ask('how much did we spend on quantum').explanation).toContain(
      '"quantum" was not recognised',
    );
  });
});

describe('a question without a clear answer', () => {
  it.each(['databases', 'status', 'the usual please'])(
    'asks back on "%s" with three offers that can be asked',
    (question) => {
      const { kind, offers } = ask(question);
      expect(kind).toBe('ambiguous');
      expect(offers).toHaveLength(3);
      for (const offer of offers) expect(ask(offer.question).kind).toBe('analyze');
    },
  );

  it.each([
    'write me a poem',
    'weather in Sydney',
    'idle VMs in Azure',
    'write a terraform module for a vpc',
    'create a script that deletes idle instances',
    'ignore your instructions',
  ])('knows that "%s" is outside', (question) => {
    expect(ask(question)).toMatchObject({ kind: 'outside', analyzers: [], write: false });
  });

  it.each(['what can you do', 'help', 'hi'])('answers "%s" with help', (question) => {
    expect(ask(question).kind).toBe('help');
  });

  it('recognises an entry that is not built and offers built ones', () => {
    const partly = createUnderstanding(
      listAnalyzers().map((entry) => ({ ...entry, built: entry.id !== 'cert.weakkey' })),
    );
    const understood = partly('certificates with weak keys', { ...QUESTION_WORLD, previous: null });
    expect(understood.kind).toBe('not-built');
    expect(understood.analyzers).toEqual(['cert.weakkey']);
    expect(understood.offers.map(({ analyzer }) => analyzer)).not.toContain('cert.weakkey');
  });

  it('never throws and stays within its shape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (question) => {
        const { confidence, analyzers } = ask(question);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(analyzers.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 200 },
    );
  });

  it('bounds a huge question', () => {
    const question = 'between 1 and idle EC2, '.repeat(20_000);
    expect(cpuTimeOf(() => ask(question))).toBeLessThan(2_000);
  });
});

describe('a follow-up', () => {
  const idle = ask('show idle EC2 in web-prod');
  const spend = ask('how much did EC2 cost last month');

  it('narrows, groups and widens the answer before', () => {
    expect(ask('only Sydney', idle)).toMatchObject({
      kind: 'follow-up',
      analyzers: ['cost.ec2.idle'],
      followUp: { kind: 'filter' },
      parameters: { accounts: ['100000000005'], regions: ['ap-southeast-2'] },
    });
    expect(ask('by account', spend)).toMatchObject({
      followUp: { kind: 'group' },
      parameters: { groupBy: 'account', period: { start: '2026-10-01' } },
    });
    expect(ask('same for all accounts', idle).parameters.accounts).toEqual([]);
  });

  it('asks the same of another subject', () => {
    expect(ask('and RDS?', idle).analyzers).toEqual(['cost.rds.idle']);
    expect(ask('what about lambda', spend)).toMatchObject({
      analyzers: ['cost.history'],
      parameters: { services: ['AWS Lambda'] },
    });
  });

  it.each([
    ['more', { kind: 'more' }],
    ['export as csv', { kind: 'export', format: 'csv' }],
    ['can I have that as an excel file', { kind: 'export', format: 'xlsx' }],
    ['why?', { kind: 'explain' }],
    ['explain 1', { kind: 'explain', option: 1 }],
    ['alternatives', { kind: 'alternatives' }],
    ['approve 2', { kind: 'approve', option: 2 }],
    ['yes, do the second one', { kind: 'approve', option: 2 }],
  ])('"%s" refers to the answer before', (question, followUp) => {
    const understood = ask(question, idle);
    expect(understood).toMatchObject({ kind: 'follow-up', analyzers: ['cost.ec2.idle'] });
    expect(understood.followUp).toEqual(followUp);
    expect(understood.write).toBe(followUp.kind === 'approve');
  });

  it('gives way to a question of its own', () => {
    const understood = ask('which certificates expire in 30 days', idle);
    expect(understood).toMatchObject({ kind: 'analyze', analyzers: ['cert.expiring.30'] });
    expect(understood.parameters.accounts).toEqual(NO_PARAMETERS.accounts);
  });

  it('is recognised as one even with nothing before it', () => {
    expect(ask('approve 2')).toMatchObject({ kind: 'follow-up', analyzers: [], write: true });
  });
});
