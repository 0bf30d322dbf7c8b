import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analyzers, RunContext } from '../../pipeline-server/contracts/analysis.ts';
import { NO_PARAMETERS } from '../../pipeline-server/contracts/parameters.ts';
import { iamActionOf } from '../aws/iam-actions.ts';
import {
  type SampleOrganisation,
  startSampleOrganisation,
} from '../sample-org/start-sample-organisation.ts';
import { CATALOGUE } from './catalogue.ts';
import { createAnalyzers } from './create-analyzers.ts';
import { DETAILS } from './details.ts';
import { listAnalyzers } from './registry.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
/** What these read only where AWS does not answer their first choice, or where there is something to rank. */
const READ_AT_TIMES = new Set(['cost.drivers', 'cost.datastore.idle', 'cost.euc.idle']);
/** Asked for only where a question groups by any tag. */
const FOR_TAGS = 'cost-explorer:GetTags';
/** Fewer than at most: no tag is asked for, and four of the five services hold no reservations that could end. */
const PAID_HERE = new Map([
  ['cost.history', 1],
  ['cost.ri.utilization', 6],
]);
const SEARCHES = new Set(['inv.find', 'inv.resource.config']);

let organisation: SampleOrganisation;
let analyzers: Analyzers;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ seed: 1, clock: () => NOW });
  analyzers = createAnalyzers({
    source: {
      kind: 'sample',
      label: 'sample organisation',
      endpoint: organisation.endpoint,
      region: organisation.homeRegion,
      credentials: organisation.credentials,
      memberRole: 'reader',
      configAggregator: null,
    },
    clock: { now: () => NOW },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
});
afterAll(() => organisation.close());

/** What a paid request costs; metrics cost a thousandth of it each. */
const CENT = 0.01;

/** What one run sends with nothing cached, its ranking included. */
async function sent(id: string): Promise<{ apis: ReadonlySet<string>; paid: number }> {
  const apis = new Set<string>();
  let paid = 0;
  const context: RunContext = {
    identity: id,
    signal: new AbortController().signal,
    report: (progress) => {
      if (progress.type !== 'api') return;
      apis.add(progress.evidence.api);
      if (progress.costUsd >= CENT) paid += 1;
    },
  };
  const parameters = { ...NO_PARAMETERS, search: SEARCHES.has(id) ? 'nat-a' : null };
  await analyzers.rank([await analyzers.run(id, parameters, context)], context);
  return { apis, paid };
}

describe('what is known of every analyzer', () => {
  it('is known of each entry of the catalogue and of nothing else', () => {
    expect([...DETAILS.keys()].toSorted()).toEqual(CATALOGUE.map(({ id }) => id).toSorted());
  });

  it.each(listAnalyzers().map((entry) => [entry.id, entry] as const))(
    '%s has all of it',
    (_id, entry) => {
      expect(entry.description).toMatch(/^[A-Z0-9].{20,}[^.]$/);
      expect(entry.remediation).toMatch(/^[A-Z].{10,}\.$/);
      expect(entry.runbook).toMatch(/^[a-z0-9-]+$/);
      expect(entry.reads).toEqual([...new Set(entry.reads)].toSorted());
      expect(entry.iamActions.length + entry.memberIamActions.length).toBeGreaterThan(0);
      for (const action of [...entry.iamActions, ...entry.memberIamActions]) {
        expect(action).toMatch(
          /^[a-z0-9-]+:(?:Get|List|Describe|Select|Search|BatchGet|View)[A-Z]\w+$/,
        );
      }
      expect(entry.costClass).toBe(entry.reads.some((api) => isPaid(api)) ? 'paid' : 'free');
      for (const { value, minimum, maximum } of entry.thresholds) {
        expect(value).toBeGreaterThanOrEqual(minimum);
        expect(value).toBeLessThanOrEqual(maximum);
      }
    },
  );

  it('maps no paragraph of CPS 234 that asks for people and documents', () => {
    const manual = new Set([
      '13',
      '14',
      '18',
      '19',
      '24',
      '25',
      '26',
      '30',
      '31',
      '32',
      '33',
      '34',
    ]);
    const mapped = CATALOGUE.filter(({ cps234 }) => cps234.some((each) => manual.has(each)));
    expect(mapped.map(({ id }) => id)).toEqual([]);
  });

  it('names the IAM action of every operation as the operation itself does', async () => {
    const folder = new URL('../aws/', import.meta.url);
    const files = readdirSync(folder).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const modules = await Promise.all(
      files.map((file) => import(new URL(file, folder).href) as Promise<object>),
    );
    const operations = modules
      .flatMap((module): unknown[] => Object.values(module))
      .filter(isOperation);
    expect(operations.length).toBeGreaterThan(15);
    for (const { api, iamAction } of operations) expect(iamActionOf(api)).toBe(iamAction);
  });
});

function isPaid(api: string): boolean {
  return api.startsWith('cost-explorer:');
}

function isOperation(value: unknown): value is { api: string; iamAction: string } {
  return typeof value === 'object' && value !== null && 'api' in value && 'iamAction' in value;
}

const BUILT = listAnalyzers().filter(({ built }) => built);

describe('what analyzers send', () => {
  it('is what they say, all of it and nothing else, and about as much as they say it costs', {
    timeout: 300_000,
  }, async () => {
    const everything = new Set<string>();
    for (const entry of BUILT) {
      const { apis, paid } = await sent(entry.id);
      for (const api of apis) everything.add(api);
      const undeclared = [...apis].filter((api) => !entry.reads.includes(api));
      expect({ id: entry.id, undeclared }).toEqual({ id: entry.id, undeclared: [] });
      if (READ_AT_TIMES.has(entry.id)) continue;
      expect({ id: entry.id, sent: [...apis].toSorted() }).toEqual({
        id: entry.id,
        sent: entry.reads.filter((api) => api !== FOR_TAGS),
      });
      const expected = PAID_HERE.get(entry.id) ?? entry.paidRequests;
      expect({ id: entry.id, paid }).toEqual({ id: entry.id, paid: expected });
      expect(paid).toBeLessThanOrEqual(entry.paidRequests);
    }
    everything.add(FOR_TAGS);
    const declared = BUILT.flatMap(({ reads }) => reads);
    expect([...new Set(declared)].toSorted()).toEqual([...everything].toSorted());
  });
});
