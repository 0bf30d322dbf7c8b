import type { Money } from '../../pipeline-server/contracts/findings.ts';
import type { Severity } from '../../pipeline-server/contracts/parameters.ts';

/** One row of an answer before account names and standard fields are added. */
export interface Row {
  readonly id: string;
  readonly severity: Severity;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly resourceId: string | null;
  readonly resourceType: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly monthlySaving: Money | null;
  /** Fields of the analyzer's own columns; account, Region, resource, severity and saving are added for all. */
  readonly fields: Readonly<Record<string, string | number | null>>;
  readonly evidence: readonly string[];
  /** How many resources the row stands for, where it is a sum over rows that are not listed. */
  readonly standsFor?: number;
}
