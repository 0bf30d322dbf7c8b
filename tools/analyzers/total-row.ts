import type { Severity } from '../../pipeline-server/contracts/parameters.ts';
import type { Row } from './row.ts';

/** What a row of a table is made of, when it stands for no single resource. */
export interface TotalRow {
  readonly id: string;
  readonly severity: Severity;
  readonly accountId?: string | null;
  readonly region?: string | null;
  readonly fields: Row['fields'];
  readonly evidence: readonly string[];
}

/** A row that is a total: no resource, no tags, no saving. */
export function totalRow({ accountId = null, region = null, ...rest }: TotalRow): Row {
  return {
    ...rest,
    accountId,
    region,
    resourceId: null,
    resourceType: null,
    tags: {},
    monthlySaving: null,
  };
}
