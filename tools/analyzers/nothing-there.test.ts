import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnalysisError, type Analyzers } from '../../pipeline-server/contracts/analysis.ts';
import { NO_PARAMETERS } from '../../pipeline-server/contracts/parameters.ts';
import { type ScriptedEndpoint, startScriptedEndpoint } from '../aws/test/scripted-endpoint.ts';
import { createAnalyzers } from './create-analyzers.ts';
import { BUILT } from './registry.ts';

const NOW = new Date('2026-11-23T10:00:00Z');

/** What is missing is what these find, or they list what they look at, whether it is there or not. */
const MISSING_IS_FOUND = new Set([
  'cost.tags.untagged',
  'cost.tags.inactive',
  'cost.anomaly.monitors',
  'sec.cloudtrail.org',
  'sec.findings.trend',
  'sec.sh.coverage',
  'sec.soc2.scorecard',
  'sec.cps234.scorecard',
]);

const SEARCHES = new Set(['inv.find', 'inv.resource.config']);

/** An AWS that answers every request and holds nothing but an empty aggregator. */
let nothing: ScriptedEndpoint;
let analyzers: Analyzers;

beforeAll(async () => {
  nothing = await startScriptedEndpoint(() => ({ body: {} }));
  analyzers = createAnalyzers({
    source: { ...nothing.source, configAggregator: 'organization' },
    clock: { now: () => NOW },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
});
afterAll(() => nothing.close());

async function findingsOf(id: string): Promise<number | string> {
  const context = { identity: id, signal: new AbortController().signal, report() {} };
  try {
    const search = SEARCHES.has(id) ? 'nat-a' : null;
    const parameters = { ...NO_PARAMETERS, search };
    return (await analyzers.run(id, parameters, context)).total;
  } catch (error) {
    if (error instanceof AnalysisError) return error.code;
    throw error;
  }
}

const IDS = BUILT.map(({ id }) => [id] as const);

describe('where nothing is there', () => {
  it.each(IDS.filter(([id]) => !MISSING_IS_FOUND.has(id)))(
    '%s finds nothing, or says that it cannot tell',
    async (id) => {
      expect([0, 'unavailable']).toContain(await findingsOf(id));
    },
  );

  it.each(IDS.filter(([id]) => MISSING_IS_FOUND.has(id)))(
    '%s finds what is missing',
    async (id) => {
      expect(await findingsOf(id)).toBeGreaterThan(0);
    },
  );
});
