import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import type { Finding } from '../../pipeline-server/contracts/findings.ts';
import type { Row } from './row.ts';

/** Longest text that is repeated from AWS in one field. */
const FIELD_LENGTH = 1024;

/** Makes findings of an analyzer's rows: account names and the fields that every row has. */
export function toFindings(
  analyzer: string,
  rows: readonly Row[],
  accounts: readonly Account[],
): readonly Finding[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return rows.map((row) => toFinding(analyzer, row, names));
}

function toFinding(analyzer: string, row: Row, names: ReadonlyMap<string, string>): Finding {
  const accountName = row.accountId === null ? null : (names.get(row.accountId) ?? null);
  const { fields, evidence, ...rest } = row;
  return {
    ...rest,
    analyzer,
    accountName,
    fields: {
      account: accountName ?? row.accountId,
      region: row.region,
      resource: row.resourceId,
      severity: row.severity,
      monthlySaving: row.monthlySaving?.amount ?? null,
      ...(row.monthlySaving === null ? {} : { currency: row.monthlySaving.currency }),
      ...shortened(fields),
    },
    evidence: [...new Set(evidence)],
  };
}

function shortened(fields: Row['fields']): Row['fields'] {
  const short: Record<string, string | number | null> = {};
  for (const [field, value] of Object.entries(fields)) {
    short[field] = typeof value === 'string' ? value.slice(0, FIELD_LENGTH) : value;
  }
  return short;
}
