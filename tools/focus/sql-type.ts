import type { FocusColumn } from './columns.ts';

/** The type that a column has in SQL. Twelve decimals hold all that Cost Explorer and exports write; sums stay exact. */
const SQL_TYPES: Readonly<Record<FocusColumn['type'], string>> = {
  Decimal: 'DECIMAL(38,12)',
  DateTime: 'TIMESTAMP',
  JSON: 'JSON',
  String: 'VARCHAR',
};

/** The SQL type of a column of FOCUS. */
export function sqlType({ type }: FocusColumn): string {
  return SQL_TYPES[type];
}
