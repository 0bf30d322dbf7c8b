import type { Expression } from '@aws-sdk/client-cost-explorer';
import {
  getReservationCoverage,
  getReservationUtilization,
  getSavingsPlansCoverage,
  getSavingsPlansUtilization,
  getSavingsPlansUtilizationDetails,
} from './commitment-operations.ts';
import { whereAll, whereDimension } from './cost-filter.ts';
import type { Read } from './reading.ts';

/** What to ask about commitments: days from `start` to `end`, exclusive, and what narrows them. */
export interface CommitmentQuery {
  readonly span: { readonly start: string; readonly end: string };
  readonly filter: Expression | null;
}

/** Coverage of one group in one month. */
export interface PlanCoverage {
  /** The service; null for all of them. */
  readonly service: string | null;
  /** Percent, 0 to 100, as AWS computed it. */
  readonly percentage: number | null;
  /** USD that the plans paid, and that they could have covered and did not. */
  readonly covered: number;
  readonly onDemand: number;
  readonly evidence: string;
}

/** Use of a commitment in one month: USD for Savings Plans, hours for reservations. */
export interface Utilization {
  readonly start: string;
  readonly percentage: number | null;
  readonly bought: number;
  readonly unused: number;
  readonly evidence: string;
}

/** A Savings Plan and when it ends. */
export interface PlanTerm {
  /** ARN. */
  readonly id: string;
  readonly type: string | null;
  /** ISO 8601; null where AWS gives none. */
  readonly end: string | null;
  /** USD that are committed for an hour. */
  readonly hourly: number | null;
  readonly evidence: string;
}

/** Hours of a service that reservations cover. */
export interface ReservedHours {
  readonly service: string;
  readonly percentage: number | null;
  readonly running: number;
  readonly onDemand: number;
  readonly evidence: string;
}

/** Reads Savings Plans and reservations of the whole organization. Every request costs 0.01 USD. */
export interface CommitmentReader {
  /** Of one month; by service, or of all together. */
  planCoverage(query: CommitmentQuery, by: 'service' | 'all'): Promise<readonly PlanCoverage[]>;
  planUtilization(query: CommitmentQuery): Promise<readonly Utilization[]>;
  /** The plans that were active in the period. */
  planTerms(query: CommitmentQuery): Promise<readonly PlanTerm[]>;
  /** One request for each service; AWS answers for one at a time. */
  reservationCoverage(query: CommitmentQuery, service: string): Promise<readonly ReservedHours[]>;
  reservationUtilization(query: CommitmentQuery): Promise<readonly Utilization[]>;
}

/** A reader for one run. */
export function createCommitmentReader(read: Read): CommitmentReader {
  return {
    async planCoverage(query, by) {
      const GroupBy = [{ Type: 'DIMENSION' as const, Key: 'SERVICE' }];
      const input = { ...toInput(query), ...(by === 'all' ? {} : { GroupBy }) };
      const answer = await read(getSavingsPlansCoverage, input);
      return answer.map(({ item: { Attributes, Coverage }, evidence }) => ({
        service: Object.values(Attributes ?? {})[0] ?? null,
        percentage: numberOf(Coverage?.CoveragePercentage),
        covered: numberOf(Coverage?.SpendCoveredBySavingsPlans) ?? 0,
        onDemand: numberOf(Coverage?.OnDemandCost) ?? 0,
        evidence,
      }));
    },
    async planUtilization(query) {
      const answer = await read(getSavingsPlansUtilization, toInput(query));
      return answer.map(({ item: { TimePeriod, Utilization: used }, evidence }) => ({
        start: TimePeriod.Start,
        percentage: numberOf(used?.UtilizationPercentage),
        bought: numberOf(used?.TotalCommitment) ?? 0,
        unused: numberOf(used?.UnusedCommitment) ?? 0,
        evidence,
      }));
    },
    async planTerms(query) {
      const { Granularity: _, ...input } = toInput(query);
      const answer = await read(getSavingsPlansUtilizationDetails, input);
      return answer.map(({ item, evidence }) => ({ ...toTerm(item), evidence }));
    },
    async reservationCoverage({ span, filter }, service) {
      const narrowed = whereAll([whereDimension('SERVICE', [service]), filter]);
      const answer = await read(getReservationCoverage, toInput({ span, filter: narrowed }));
      return answer.map(({ item: { Total }, evidence }) => ({
        service,
        percentage: numberOf(Total?.CoverageHours?.CoverageHoursPercentage),
        running: numberOf(Total?.CoverageHours?.TotalRunningHours) ?? 0,
        onDemand: numberOf(Total?.CoverageHours?.OnDemandHours) ?? 0,
        evidence,
      }));
    },
    async reservationUtilization(query) {
      const answer = await read(getReservationUtilization, toInput(query));
      return answer.map(({ item: { TimePeriod, Total }, evidence }) => ({
        start: TimePeriod.Start,
        percentage: numberOf(Total?.UtilizationPercentage),
        bought: numberOf(Total?.PurchasedHours) ?? 0,
        unused: numberOf(Total?.UnusedHours) ?? 0,
        evidence,
      }));
    },
  };
}

function toInput({ span, filter }: CommitmentQuery) {
  return {
    TimePeriod: { Start: span.start, End: span.end },
    Granularity: 'MONTHLY' as const,
    ...(filter === null ? {} : { Filter: filter }),
  };
}

type PlanDetail = ReturnType<typeof getSavingsPlansUtilizationDetails.items>[number];

/** AWS does not document the names of attributes; they are compared without case. */
function toTerm({ SavingsPlanArn, Attributes = {} }: PlanDetail): Omit<PlanTerm, 'evidence'> {
  const attributes = new Map(
    Object.entries(Attributes).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const end = attributes.get('enddatetime') ?? '';
  return {
    id: SavingsPlanArn ?? 'unknown',
    type: attributes.get('savingsplanstype') ?? null,
    end: Number.isNaN(Date.parse(end)) ? null : new Date(end).toISOString(),
    hourly: numberOf(attributes.get('hourlycommitment')),
  };
}

/** AWS writes figures as text. */
function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
