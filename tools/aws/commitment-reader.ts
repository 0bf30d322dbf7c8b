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
  /** The reserved service; null for Savings Plans. */
  readonly service: string | null;
  readonly percentage: number | null;
  readonly bought: number;
  readonly unused: number;
  readonly evidence: string;
}

/** A Savings Plan or a reservation, and when it ends. */
export interface CommitmentTerm {
  /** ARN of a plan, number of a reservation's subscription. */
  readonly id: string;
  /** Of a plan; instance type of a reservation. */
  readonly type: string | null;
  /** ISO 8601; null where AWS gives none. */
  readonly end: string | null;
  /** USD that a plan commits for an hour; null for reservations. */
  readonly hourly: number | null;
  /** Service, place and number of what is reserved; null for plans. */
  readonly service: string | null;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instances: number | null;
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
  planTerms(query: CommitmentQuery): Promise<readonly CommitmentTerm[]>;
  /** One request for each service; AWS answers for one at a time. */
  reservationCoverage(query: CommitmentQuery, service: string): Promise<readonly ReservedHours[]>;
  reservationUtilization(query: CommitmentQuery, service: string): Promise<readonly Utilization[]>;
  /** The reservations of a service that were active in the period. */
  reservationTerms(query: CommitmentQuery, service: string): Promise<readonly CommitmentTerm[]>;
}

/** A reader for one run. */
export function createCommitmentReader(read: Read): CommitmentReader {
  return { ...planReader(read), ...reservationReader(read) };
}

type PlanReader = Pick<CommitmentReader, 'planCoverage' | 'planUtilization' | 'planTerms'>;

function planReader(read: Read): PlanReader {
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
        service: null,
        percentage: numberOf(used?.UtilizationPercentage),
        bought: numberOf(used?.TotalCommitment) ?? 0,
        unused: numberOf(used?.UnusedCommitment) ?? 0,
        evidence,
      }));
    },
    async planTerms(query) {
      const { Granularity: _, ...input } = toInput(query);
      const answer = await read(getSavingsPlansUtilizationDetails, input);
      return answer.map(({ item, evidence }) => ({
        ...planTerm(attributesOf(item.Attributes)),
        id: item.SavingsPlanArn ?? 'unknown',
        evidence,
      }));
    },
  };
}

function reservationReader(read: Read): Omit<CommitmentReader, keyof PlanReader> {
  return {
    async reservationCoverage(query, service) {
      const answer = await read(getReservationCoverage, toInput(ofService(query, service)));
      return answer.map(({ item: { Total }, evidence }) => ({
        service,
        percentage: numberOf(Total?.CoverageHours?.CoverageHoursPercentage),
        running: numberOf(Total?.CoverageHours?.TotalRunningHours) ?? 0,
        onDemand: numberOf(Total?.CoverageHours?.OnDemandHours) ?? 0,
        evidence,
      }));
    },
    async reservationUtilization(query, service) {
      const answer = await read(getReservationUtilization, toInput(ofService(query, service)));
      return answer.map(({ item: { TimePeriod, Total }, evidence }) => ({
        start: TimePeriod.Start,
        service,
        percentage: numberOf(Total?.UtilizationPercentage),
        bought: numberOf(Total?.PurchasedHours) ?? 0,
        unused: numberOf(Total?.UnusedHours) ?? 0,
        evidence,
      }));
    },
    async reservationTerms(query, service) {
      const { Granularity: _, ...input } = toInput(ofService(query, service));
      const GroupBy = [{ Type: 'DIMENSION' as const, Key: 'SUBSCRIPTION_ID' }];
      const answer = await read(getReservationUtilization, { ...input, GroupBy });
      return answer.flatMap(({ item: { Groups = [] }, evidence }) =>
        Groups.map(({ Value, Attributes }) => ({
          ...reservationTerm(attributesOf(Attributes)),
          id: Value ?? 'unknown',
          service,
          evidence,
        })),
      );
    },
  };
}

function ofService({ span, filter }: CommitmentQuery, service: string): CommitmentQuery {
  return { span, filter: whereAll([whereDimension('SERVICE', [service]), filter]) };
}

function toInput({ span, filter }: CommitmentQuery) {
  return {
    TimePeriod: { Start: span.start, End: span.end },
    Granularity: 'MONTHLY' as const,
    ...(filter === null ? {} : { Filter: filter }),
  };
}

type Attributes = ReadonlyMap<string, string>;

/** AWS does not document the names of attributes; they are compared without case. */
function attributesOf(attributes: Readonly<Record<string, string>> = {}): Attributes {
  return new Map(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]));
}

function endOf(attributes: Attributes): string | null {
  const end = attributes.get('enddatetime') ?? '';
  return Number.isNaN(Date.parse(end)) ? null : new Date(end).toISOString();
}

function planTerm(attributes: Attributes): Omit<CommitmentTerm, 'id' | 'evidence'> {
  return {
    type: attributes.get('savingsplanstype') ?? null,
    end: endOf(attributes),
    hourly: numberOf(attributes.get('hourlycommitment')),
    service: null,
    accountId: null,
    region: null,
    instances: null,
  };
}

function reservationTerm(
  attributes: Attributes,
): Omit<CommitmentTerm, 'id' | 'service' | 'evidence'> {
  return {
    type: attributes.get('instancetype') ?? null,
    end: endOf(attributes),
    hourly: null,
    accountId: attributes.get('accountid') ?? null,
    region: attributes.get('region') ?? null,
    instances: numberOf(attributes.get('numberofinstances')),
  };
}

/** AWS writes figures as text. */
function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
