import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../contracts/analysis.ts';
import { cleanText } from '../clean-text.ts';
import { readParameters } from './read-parameters.ts';

function account(id: string, name: string, tags: Account['tags'] = {}): Account {
  return { id, name, email: null, status: 'ACTIVE', tags };
}

const organization = {
  accounts: [
    account('100000000001', 'payments-prod', { environment: 'prod', team: 'payments' }),
    account('100000000002', 'payments-dev', { environment: 'dev', team: 'payments' }),
    account('100000000003', 'data-platform-prod', { environment: 'prod', team: 'data-platform' }),
    account('100000000004', 'sandbox'),
    account('100000000005', 'network', { alias: 'hub' }),
  ],
  regions: ['ap-southeast-2', 'us-east-1', 'eu-west-1'],
};

function read(question: string) {
  const now = new Date('2026-11-23T09:00:00Z');
  return readParameters({ text: cleanText(question), organization, now });
}

const valueOf = (question: string) => read(question).parameters;

describe('readParameters: accounts', () => {
  it.each([
    ['in payments-prod', ['100000000001']],
    ['in payments prod', ['100000000001']],
    ['in account 100000000003', ['100000000003']],
    ['in the payments accounts', ['100000000001', '100000000002']],
    ['in the hub account', ['100000000005']],
    ['in paymnets-prod', ['100000000001']],
    ['prod accounts', ['100000000001', '100000000003']],
    ['the payments accounts in prod', ['100000000001']],
    ['network traffic', []],
    ['in the network account', ['100000000005']],
    ['sandbox', ['100000000004']],
  ])('reads "%s"', (question, expected) => {
    expect(valueOf(question).accounts).toEqual(expected);
  });

  it('takes every other account when one is excluded, and says so', () => {
    const { parameters, notes } = read('everything except sandbox');
    expect(parameters.accounts).not.toContain('100000000004');
    expect(parameters.accounts).toHaveLength(4);
    expect(notes).toEqual(['without sandbox']);
  });

  it('says that an id is not in the organization', () => {
    expect(read('cost of 999999999999').notes).toEqual([
      'account 999999999999 is not in the organization',
    ]);
  });

  it('leaves out every one of a list', () => {
    expect(valueOf('all but sandbox and payments-dev').accounts).toEqual([
      '100000000001',
      '100000000003',
      '100000000005',
    ]);
    expect(valueOf('everything except dev and sandbox').accounts).not.toContain('100000000002');
  });

  it.each(['idle EC2 except team payments', 'idle EC2, not the payments team', 'team!=payments'])(
    'leaves out a team by its accounts in "%s"',
    (question) => {
      const { parameters, notes } = read(question);
      expect(parameters.tags).toEqual({});
      expect(parameters.accounts).toEqual(['100000000003', '100000000004', '100000000005']);
      expect(notes).toEqual(['without payments-prod, payments-dev']);
    },
  );

  it('says that a tag cannot be left out where no account has it', () => {
    const { parameters, notes } = read('spend excluding owner=alice');
    expect([parameters.tags, parameters.accounts]).toEqual([{}, []]);
    expect(notes).toEqual([
      '"not owner alice" could not be honoured: no account is known as owner alice',
    ]);
  });

  it.each(['resources not tagged in payments-prod', 'volumes not encrypted in payments-prod'])(
    'takes "%s" as a question about that account',
    (question) => {
      expect(valueOf(question).accounts).toEqual(['100000000001']);
    },
  );

  it('takes several environments as their accounts', () => {
    expect(valueOf('spend in dev and prod').accounts).toEqual([
      '100000000001',
      '100000000002',
      '100000000003',
    ]);
  });

  it('leaves out an environment by its accounts', () => {
    expect(valueOf('non-prod spend').accounts).toEqual([
      '100000000002',
      '100000000004',
      '100000000005',
    ]);
  });

  it('says that an unknown environment cannot be left out', () => {
    const { parameters, notes } = read('spend excluding uat');
    expect(parameters.accounts).toEqual([]);
    expect(notes[0]).toContain('could not be honoured');
  });
});

describe('readParameters: the rest', () => {
  it.each([
    ['only prod', { environment: 'prod' }],
    ['team payments', { team: 'payments' }],
    ['for the data platform team', { team: 'data-platform' }],
    ['owner=Alice', { owner: 'Alice' }],
    ['owned by alice', { owner: 'alice' }],
    ['by team', {}],
    ['which team spends the most', {}],
  ])('reads the tags of "%s"', (question, expected) => {
    expect(valueOf(question).tags).toEqual(expected);
  });

  it.each([
    ['in Sydney', ['ap-southeast-2']],
    ['in N. Virginia', ['us-east-1']],
    ['in us-east-1a', ['us-east-1']],
    ['in Europe', ['eu-west-1']],
    ['in the US', ['us-east-1']],
    ['show us idle EC2', []],
    ['outside Sydney', ['us-east-1', 'eu-west-1']],
    ['except Sydney and Ireland', ['us-east-1']],
  ])('reads the Regions of "%s"', (question, expected) => {
    expect(valueOf(question).regions).toEqual(expected);
  });

  it.each([
    ['top 10', 10],
    ['top ten', 10],
    ['five biggest', 5],
    ['worst 3', 3],
    ['top accounts', null],
    ['the last 5 days', null],
  ])('reads the number of rows in "%s"', (question, expected) => {
    expect(valueOf(question).top).toBe(expected);
  });

  it.each([
    ['by account', 'account'],
    ['per team', 'team'],
    ['broken down by region', 'region'],
    ['daily', 'day'],
    ['monthly trend by service', 'service'],
    ['most expensive services', 'service'],
    ['by itself', null],
    ['cost by environment', 'environment'],
    ['cost by tag', 'team'],
    ['spend per cost-allocation tag', 'team'],
    ['untagged spend per tag', null],
    ['unit cost', 'unit'],
    ['cost per unit of S3', 'unit'],
    ['unit cost by tag', 'team_unit'],
    ['what do we pay, cost per unit by tag', 'team_unit'],
    ['cost per unit by env', 'environment_unit'],
    ['unit price by usage type', 'unit'],
    ['unit cost by account', 'unit'],
    ['business unit costs', null],
  ])('reads the grouping of "%s"', (question, expected) => {
    expect(valueOf(question).groupBy).toBe(expected);
  });

  it.each([
    ['unit cost by tag CostCentre', 'tag_unit', 'CostCentre'],
    ['cost per unit by the Cost-Centre tag last month', 'tag_unit', 'Cost-Centre'],
    ['cost by tag "aws:createdBy" in October', 'tag', 'aws:createdBy'],
    ['spend per cost-allocation tag key app_id', 'tag', 'app_id'],
    ['What was the cost by tag CostCentre?', 'tag', 'CostCentre'],
    ['cost by tag last month', 'team', null],
    ['cost by tag in payments', 'team', null],
    ['cost by tag Team=web', 'team', null],
    ['unit cost by tag', 'team_unit', null],
    ['cost by service', 'service', null],
  ])('reads the tag that "%s" groups by', (question, groupBy, tagKey) => {
    expect(valueOf(question)).toMatchObject({ groupBy, tagKey });
  });

  it.each([
    ['expire in the next 45 days', 45],
    ['stopped for more than 60 days', 60],
    ['older than 2 weeks', 14],
    ['roles nobody used in the last 90 days', 90],
    ['expire in the next forty-five days', 45],
    ['switched off for over three months', 90],
    ['spend of the last 30 days', null],
  ])('reads the threshold of "%s"', (question, expected) => {
    expect(valueOf(question).days).toBe(expected);
  });

  it.each([
    ['critical or high', ['CRITICAL', 'HIGH']],
    ['medium and above', ['CRITICAL', 'HIGH', 'MEDIUM']],
    ['high availability', []],
  ])('reads the severities of "%s"', (question, expected) => {
    expect(valueOf(question).severities).toEqual(expected);
  });

  it.each([
    ['find i-0abc123', 'i-0abc123', true],
    ['who owns arn:aws:s3:::Data-Lake', 'arn:aws:s3:::Data-Lake', true],
    ['where is 10.1.2.3?', '10.1.2.3', true],
    ['certificate for api.acme.com', 'api.acme.com', false],
    ['idle instances', null, false],
  ])('reads the search term of "%s"', (question, expected, exact) => {
    const { parameters, exactSearch } = read(question);
    expect([parameters.search, exactSearch]).toEqual([expected, exact]);
  });
});
