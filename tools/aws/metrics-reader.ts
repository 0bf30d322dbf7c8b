import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import {
  listUsageMetrics,
  METRICS_PER_REQUEST,
  type MetricQuery,
  type MetricsInput,
  metricDataOf,
} from './metric-operations.ts';
import type { Read } from './reading.ts';

export type { MetricQuery } from './metric-operations.ts';

/** The days' values of a query. A day without traffic has none. */
export interface MetricSeries {
  readonly values: readonly number[];
  /** Why AWS gave no values, or null. */
  readonly problem: string | null;
  readonly evidence: readonly string[];
}

/** Reads metrics of member accounts through a CloudWatch monitoring account, or in the accounts themselves. */
export interface MetricsReader {
  /** One series for each query, in their order. What AWS refuses for one account does not fail the others. */
  daily(input: MetricsInput): Promise<readonly MetricSeries[]>;
  /** Whether the account's metrics are shared with the asking one, as far as a metric that every account has tells. */
  isShared(region: string, accountId: string): Promise<boolean>;
}

/** A reader for one run. */
export function createMetricsReader(read: Read): MetricsReader {
  return {
    async daily(input) {
      const series = await Promise.all(
        batchesOf(input.queries).map((queries) => readBatch(read, { ...input, queries })),
      );
      return series.flat();
    },
    async isShared(region, accountId) {
      return (await read(listUsageMetrics, { region, accountId })).length > 0;
    },
  };
}

function batchesOf(queries: readonly MetricQuery[]): readonly (readonly MetricQuery[])[] {
  const count = Math.ceil(queries.length / METRICS_PER_REQUEST);
  return Array.from({ length: count }, (_, index) =>
    queries.slice(index * METRICS_PER_REQUEST, (index + 1) * METRICS_PER_REQUEST),
  );
}

/** A batch that AWS refuses is asked again account by account, so that the one it does not like is known. */
async function readBatch(read: Read, input: MetricsInput): Promise<readonly MetricSeries[]> {
  try {
    return await readSeries(read, input);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const accounts = [...new Set(input.queries.map(({ accountId }) => accountId))];
    if (accounts.length === 1) return input.queries.map(() => refused(error));
    return readApart(read, input, accounts);
  }
}

function isRefusal(error: unknown): error is AnalysisError {
  return (
    error instanceof AnalysisError && (error.code === 'denied' || error.code === 'bad-parameter')
  );
}

function refused({ message }: AnalysisError): MetricSeries {
  return { values: [], problem: message, evidence: [] };
}

async function readApart(
  read: Read,
  input: MetricsInput,
  accounts: readonly string[],
): Promise<readonly MetricSeries[]> {
  const parts = await Promise.all(
    accounts.map(async (accountId) => {
      const queries = input.queries.filter((query) => query.accountId === accountId);
      const series = await readBatch(read, { ...input, queries });
      return queries.map((query, position) => [query, series[position]] as const);
    }),
  );
  const known = new Map(parts.flat());
  return input.queries.map((query) => known.get(query) ?? NOTHING);
}

const NOTHING: MetricSeries = { values: [], problem: null, evidence: [] };

/** Several pages may hold parts of one series. */
async function readSeries(read: Read, input: MetricsInput): Promise<readonly MetricSeries[]> {
  const results = await read(metricDataOf(input.queries.length), input);
  return input.queries.map((_query, position) => {
    const own = results.filter(({ item }) => item.Id === `m${position}`);
    const failed = own.find(({ item }) => FAILED.includes(item.StatusCode ?? ''));
    return {
      values: own.flatMap(({ item }) => item.Values ?? []),
      problem: failed === undefined ? null : `CloudWatch answered ${failed.item.StatusCode}.`,
      evidence: [...new Set(own.map(({ evidence }) => evidence))],
    };
  });
}

const FAILED = ['Forbidden', 'InternalError'];
