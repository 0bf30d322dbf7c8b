import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import { addCondition, isOneOf } from '../../aws/config-sql.ts';
import { ACCOUNTS, type Noun, REGIONS } from '../sentence.ts';

/** A property that resources are counted by. */
export interface CountKey {
  readonly field: string;
  readonly title: string;
  /** Dotted path in the row. */
  readonly path: string;
  /** How the number of its values is said: "of 51 types". */
  readonly across: { readonly preposition: string; readonly noun: Noun };
}

export const BY_ACCOUNT: CountKey = {
  field: 'account',
  title: 'Account',
  path: 'accountId',
  across: { preposition: 'in', noun: ACCOUNTS },
};
export const BY_REGION: CountKey = {
  field: 'region',
  title: 'Region',
  path: 'awsRegion',
  across: { preposition: 'in', noun: REGIONS },
};

/** What Config writes down about its own work (compliance, recorders): no resource that anybody owns. */
const BOOKKEEPING = 'AWS::Config::';

/** False for the types of Config's own bookkeeping. */
export function isResource(resourceType: string): boolean {
  return !resourceType.startsWith(BOOKKEEPING);
}

/**
 * The query that counts by the keys. Where accounts or Regions are asked for they are counted apart too: a list that is
 * too long for the expression is then applied to the rows.
 */
export function countSql(
  where: string,
  keys: readonly CountKey[],
  { accounts, regions, resourceTypes }: Parameters,
): string {
  const paths = new Set([
    ...keys.map(({ path }) => path),
    ...(accounts.length > 0 ? [BY_ACCOUNT.path] : []),
    ...(regions.length > 0 ? [BY_REGION.path] : []),
  ]);
  const list = [...paths].join(', ');
  const sql = `SELECT ${list}, COUNT(*) WHERE ${where} GROUP BY ${list}`;
  return resourceTypes.length === 0
    ? sql
    : addCondition(sql, isOneOf('resourceType', resourceTypes));
}

/** The condition for all that is not bookkeeping. */
export const ALL_RESOURCES = `resourceType NOT LIKE '${BOOKKEEPING}%'`;
