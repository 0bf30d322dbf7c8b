import type { Column, ColumnKind } from '../../pipeline-server/contracts/findings.ts';

/** A column of text, unless another kind is said. */
export function column(field: string, title: string, kind: ColumnKind = 'text'): Column {
  return { field, title, kind };
}

/** Columns whose fields every row has. */
export const RESOURCE = column('resource', 'Resource');
export const NAME = column('name', 'Name');
export const ACCOUNT = column('account', 'Account');
export const REGION = column('region', 'Region');
export const SEVERITY = column('severity', 'Severity', 'severity');
export const SAVING = column('monthlySaving', 'Saving per month', 'money');
