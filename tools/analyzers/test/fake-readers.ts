import { NO_PARAMETERS, type Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import { type ConfigRow, parseConfigRow } from '../../aws/config-row.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { createRunRecorder } from '../../aws/run-recorder.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { catalogueEntry } from '../catalogue.ts';
import { thresholdValues } from '../thresholds.ts';

/** The time of all tests. */
const NOW = new Date('2026-11-23T10:00:00Z');

/** A request for an analyzer at the time of the tests. */
export function requestFor(id: string, parameters: Partial<Parameters> = {}): AnalysisRequest {
  const entry = catalogueEntry(id);
  if (entry === null) throw new Error(`No catalogue entry ${id}`);
  return {
    entry,
    parameters: { ...NO_PARAMETERS, ...parameters },
    accounts: [],
    thresholds: thresholdValues(id),
    now: NOW,
  };
}

/** A row of Config as if it had come over the wire. */
export function configRow(document: Readonly<Record<string, unknown>>): ConfigRow {
  const place = { accountId: '111111111111', awsRegion: 'ap-southeast-2', resourceId: 'r-1' };
  const row = parseConfigRow(JSON.stringify({ ...place, ...document }), 'sha256:config');
  if (row === null) throw new Error('Not an object');
  return row;
}

/** A line of Cost Explorer. */
export function costLine(
  keys: readonly string[],
  cost: string,
  more: Partial<CostLine> = {},
): CostLine {
  return {
    start: '2026-10-01',
    end: '2026-11-01',
    estimated: false,
    keys,
    cost: exactAmount(cost),
    amortized: null,
    currency: 'USD',
    quantity: null,
    quantityUnit: null,
    evidence: 'sha256:cost',
    ...more,
  };
}

const unexpected = () => Promise.reject(new Error('This reader is not part of the test.'));

async function* unexpectedRows(): AsyncGenerator<readonly ConfigRow[]> {
  yield await unexpected();
}

/** Readers that refuse everything, but for what a test gives. */
export function fakeReaders(given: Partial<Readers> = {}): Readers {
  return {
    organization: {
      accounts: unexpected,
      delegatedServices: unexpected,
      trustedServices: unexpected,
    },
    config: {
      select: unexpected,
      stream: unexpectedRows,
      byId: unexpected,
      countByType: unexpected,
      sourceStatuses: unexpected,
      item: unexpected,
    },
    certificates: { certificates: unexpected },
    cost: { usage: unexpected, forecast: unexpected, anomalies: unexpected, drivers: unexpected },
    commitments: {
      planCoverage: unexpected,
      planUtilization: unexpected,
      planTerms: unexpected,
      reservationCoverage: unexpected,
      reservationUtilization: unexpected,
      reservationTerms: unexpected,
    },
    costSettings: { tagKeys: unexpected, allocationTags: unexpected, anomalyMonitors: unexpected },
    budgets: { budgets: unexpected },
    hub: {
      recommendations: unexpected,
      summary: unexpected,
      enrollments: unexpected,
      optimizerEnrollments: unexpected,
    },
    efficiency: { ofOrganization: unexpected, ofAccounts: unexpected },
    optimizer: { underprovisioned: unexpected },
    findings: { findings: unexpected, members: unexpected },
    metrics: { daily: unexpected, isShared: unexpected },
    posture: { aggregation: unexpected, standards: unexpected },
    directory: { directories: unexpected },
    recorder: createRunRecorder(() => {}),
    ...given,
  };
}

/** Readers whose Config answers every query with these rows, and whose bill is empty. */
export function configReaders(rows: readonly ConfigRow[]): Readers {
  const readers = fakeReaders();
  return {
    ...readers,
    config: {
      ...readers.config,
      select: async () => rows,
      stream: async function* () {
        yield rows;
      },
      byId: async () => [],
    },
    cost: { ...readers.cost, usage: async () => [] },
  };
}
