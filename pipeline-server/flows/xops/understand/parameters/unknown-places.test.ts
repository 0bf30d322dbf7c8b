import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUESTION_WORLD } from '../../../../../bench/question-set.ts';
import { listAnalyzers } from '../../../../../tools/analyzers/registry.ts';
import { createUnderstanding } from '../understand.ts';

const catalogue = listAnalyzers().map((entry) => ({ ...entry, built: true }));
const understand = createUnderstanding(catalogue);
const ask = (question: string) => understand(question, { ...QUESTION_WORLD, previous: null });

/** Questions, each with the names in it that do not exist. */
const UNKNOWN: readonly (readonly [question: string, ...names: string[]])[] = [
  ['idle EC2 in acme-prod', 'acme-prod'],
  ['idle EC2 in acme', 'acme'],
  ['idle EC2 in the acme account', 'acme'],
  ['cost of the acme account', 'acme'],
  ['show EC2 in eu-mars-9', 'eu-mars-9'],
  ['in eu-mars-9 show EC2', 'eu-mars-9'],
  ['idle EC2 in moon-1, please', 'moon-1'],
  ['costs for payments and foo-bar', 'foo-bar'],
  ['costs for foo-bar and payments', 'foo-bar'],
  ['costs for foo-bar', 'foo-bar'],
  ['costs for Foo_Bar', 'Foo_Bar'],
  ['cost of foo-bar last month', 'foo-bar'],
  ['cost of nosuch in October', 'nosuch'],
  ['cost for nosuch last month', 'nosuch'],
  ['costs for nosuch and nosuch2', 'nosuch', 'nosuch2'],
  ['costs in nosuch, nosuch2 and nosuch3', 'nosuch', 'nosuch2', 'nosuch3'],
  ['idle EC2 in accounts payments and nosuch', 'nosuch'],
  ['idle EC2 in accounts acme and foo', 'acme', 'foo'],
  ['idle EC2 in accounts acme', 'acme'],
  ['idle EC2 in account acme and foo-bar', 'acme', 'foo-bar'],
  ['idle EC2 in accounts payments-prod, nosuch', 'nosuch'],
  ['idle EC2 for accounts web-prod or nosuch', 'nosuch'],
  ['costs for payments-prod and nosuch', 'nosuch'],
  ['costs for payments-prod, payments-dev and nosuch', 'nosuch'],
  ['idle EC2 in dev and acme-prod', 'acme-prod'],
  ['idle EC2 in prod and in acme-prod', 'acme-prod'],
  ['idle EC2 in us-east-1 and eu-mars-9', 'eu-mars-9'],
  ['idle EC2 in Sydney and nosuch-office', 'nosuch-office'],
  ['idle EC2 except acme-prod', 'acme-prod'],
  ['idle EC2 excluding acme-prod', 'acme-prod'],
  ['idle EC2 without acme-prod', 'acme-prod'],
  ['idle EC2, only acme-prod', 'acme-prod'],
  ['stop idle EC2 in acme-prod', 'acme-prod'],
  ['delete unattached volumes in acme-prod', 'acme-prod'],
  ['public buckets for finance', 'finance'],
  ['public buckets in "acme-prod', 'acme-prod'],
  ['public buckets from acme-prod', 'acme-prod'],
  ['public buckets on acme-prod', 'acme-prod'],
  ['public buckets within acme-prod', 'acme-prod'],
  ['public buckets inside acme', 'acme'],
  ['public buckets across acme-prod and acme-dev', 'acme-prod', 'acme-dev'],
  ['public buckets in the acme-prod', 'acme-prod'],
  ['public buckets in our acme-prod', 'acme-prod'],
  ['public buckets in both acme-prod and web-prod', 'acme-prod'],
  ['findings in security-tools', 'security-tools'],
  ['cost in shared-network', 'shared-network'],
  ['costs for web-server', 'web-server'],
  ['critical findings in wakanda', 'wakanda'],
  ['critical findings for wakanda, please', 'wakanda'],
  ['critical findings for wakanda?', 'wakanda'],
  ['expiring certificates in wakanda this month', 'wakanda'],
  ['expiring certificates in wakanda by account', 'wakanda'],
  ['untagged resources in xyzzy', 'xyzzy'],
  ['resources of xyzzy', 'xyzzy'],
  ['findings of xyzzy', 'xyzzy'],
  ['spend of xyzzy', 'xyzzy'],
  ['unencrypted volumes in acme-staging', 'acme-staging'],
  ['unencrypted volumes in acme-prod-2', 'acme-prod-2'],
  ['unencrypted volumes in acme2', 'acme2'],
  ['users without MFA in acme-prod', 'acme-prod'],
  ['costs for Datadog', 'Datadog'],
  ['cost of apollo', 'apollo'],
  ['cost per team for apollo', 'apollo'],
  ['Lambda functions in narnia and web-prod', 'narnia'],
  ['top 5 costs for narnia', 'narnia'],
  ['how much did narnia-prod cost in narnia-prod', 'narnia-prod'],
];

/** Questions in which every word that stands like a name is none. */
const ORDINARY: readonly string[] = [
  'idle EC2 in all accounts',
  'idle EC2 across all accounts',
  'idle EC2 in every region',
  'idle EC2 in our estate',
  'idle EC2 in the organisation',
  'idle EC2 in AWS',
  'idle EC2 in the cloud',
  'idle EC2 in dev',
  'idle EC2 in uat',
  'idle EC2 in non-prod',
  'idle EC2 in prod and staging',
  'idle EC2 in us-east-1 and eu-west-1',
  'idle EC2 in Sydney and Ireland',
  'idle EC2 in Frankfurt',
  'idle EC2 in payments-porod',
  'idle EC2 in web_prod',
  'idle EC2 in vpc-0123456789',
  'idle EC2 for my boss',
  'idle EC2 in parallel',
  'for sure idle EC2',
  'costs for last month',
  'costs for yesterday',
  'costs for October',
  'costs for Q3',
  'costs for FY26',
  'costs for the week of 3 November',
  'cost in the past 3 months',
  'cost for year-to-date',
  'cost for on-demand',
  'costs in euros',
  'costs in USD',
  'costs in percent',
  'costs in descending order',
  'costs in total',
  'costs in words',
  'EC2 costs by account in numbers',
  'give me the costs in a table',
  'costs for everyone',
  'costs for the CFO',
  'costs for kubernetes',
  'costs for Bedrock',
  'costs for Athena',
  'costs for OpenSearch',
  'costs for CloudFront',
  'costs for data transfer',
  'costs for payments service',
  'costs by team for web and payments',
  'savings in general',
  'savings for developers',
  'savings for compute',
  'a summary for the board',
  'findings for the auditors',
  'findings for compliance',
  'findings for PCI',
  'findings for CVE-2024-3094',
  'evidence for ISO-27001',
  'evidence for PCI-DSS',
  'findings for ECS tasks',
  'public buckets for finance team',
  'public buckets for the finance team',
  'public buckets for team finance',
  'public buckets for team=finance',
  'instances in tier-1',
  'instances in multi-az',
  'databases in single-AZ',
  'volumes in gp2',
  'certificates in use',
  'certificates for renewal',
  'expiring certificates for *.example.com',
  'instances for rightsizing',
  'EC2 in stopped state',
  'encryption in transit',
  'keys in rotation',
  'untagged resources in scope',
  'roles unused for ages',
  'alarms for latency',
  'permissions for external users',
  'findings for i-0abc123def4567890',
  'config of sg-0123456789abcdef0',
  'public access of bucket my-app',
  'public access of a bucket named acme-prod',
];

/** Names that are a part of what accounts are called. */
const PARTS: readonly (readonly [question: string, accounts: readonly string[]])[] = [
  ['costs for payments', ['payments-prod', 'payments-dev']],
  ['idle EC2 in payments last month', ['payments-prod', 'payments-dev']],
  ['costs for payments in dev', ['payments-dev']],
  ['idle EC2 in accounts payments and crm', ['payments-prod', 'payments-dev', 'legacy-crm']],
  ['idle EC2 in accounts web', ['web-prod', 'web-staging']],
  ['idle EC2 in crm', ['legacy-crm']],
  ['cost for data-platform', ['data-platform-prod', 'data-platform-dev']],
];

describe('a name that stands where a place stands and is none', () => {
  it.each(UNKNOWN)('"%s" is refused for %s', (question, ...names) => {
    const { kind, analyzers, refusals = [] } = ask(question);
    expect([kind, analyzers]).toEqual(['refused', []]);
    expect(refusals.map(({ problem }) => /"(.+)"/.exec(problem)?.[1])).toEqual(names);
  });

  it('is answered with near names and how a tag or a resource is asked for', () => {
    const [refusal] = ask('idle EC2 in acme-prod').refusals ?? [];
    expect(refusal).toEqual({
      problem: 'There is no account or Region "acme-prod" in the organization.',
      remedy:
        'Nearest: web-prod, payments-prod, payments-dev. Ask again with one of those, with "team=acme-prod" for a tag, with \'named "acme-prod"\' for a resource, or without it for all 14 accounts.',
    });
    expect(ask('idle EC2 with team=acme-prod').parameters.tags).toEqual({ team: 'acme-prod' });
    expect(ask('idle EC2 named "acme-prod"').parameters.search).toBe('acme-prod');
  });
});

describe('a word that stands where a place stands and names none', () => {
  it.each(ORDINARY)('"%s" is not refused', (question) => {
    const { kind, refusals } = ask(question);
    expect(refusals).toBeUndefined();
    expect(['analyze', 'ambiguous', 'not-built']).toContain(kind);
  });

  it('is none of the titles of the catalogue', () => {
    const refused = catalogue.filter(({ title }) => ask(`idle EC2 in ${title}`).refusals);
    expect(refused.map(({ title }) => title)).toEqual([]);
  });
});

it.each(PARTS)('"%s" is about the accounts %s', (question, expected) => {
  const { accounts } = QUESTION_WORLD.organization;
  const ids = expected.map((name) => accounts.find((account) => account.name === name)?.id);
  const { parameters, refusals } = ask(question);
  expect(refusals).toBeUndefined();
  expect(new Set(parameters.accounts)).toEqual(new Set(ids));
});

it('never drops a name of its own kind, whatever stands around it', () => {
  const name = fc.stringMatching(/^zq[a-z]{3,8}-(?:prod|dev|eu)$/);
  const before = fc.constantFrom('idle EC2 in', 'costs for', 'public buckets across', 'cost of');
  const after = fc.constantFrom('', '?', ' last month', ' and payments', ' by account', ' please');
  fc.assert(
    fc.property(before, name, after, (start, written, end) => {
      const { refusals = [] } = ask(`${start} ${written}${end}`);
      expect(refusals.map(({ problem }) => problem).join()).toContain(`"${written}"`);
    }),
    { numRuns: 100 },
  );
});
