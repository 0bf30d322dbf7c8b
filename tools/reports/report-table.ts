import {
  currencyOf,
  namesAccount,
  valueOf,
} from '../../pipeline-server/contracts/finding-values.ts';
import type { Column, ColumnKind, Finding } from '../../pipeline-server/contracts/findings.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';

/** A value as it leaves the product: raw, not formatted. */
export type CellValue = string | number | null;

/** One row, its values in the order of the columns. */
export interface ReportRow {
  readonly values: readonly CellValue[];
  /** Currency of its money. */
  readonly currency: string;
}

/** All rows of one result: account and Region, the analyzer's columns, then the resource, where rows have them. */
export interface ReportTable {
  readonly analyzer: string;
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly kind: ColumnKind }[];
  readonly rows: readonly ReportRow[];
}

interface SourcedColumn {
  readonly title: string;
  readonly kind: ColumnKind;
  readonly value: (finding: Finding) => CellValue;
}

const IDENTITY: readonly SourcedColumn[] = [
  { title: 'Account id', kind: 'text', value: ({ accountId }) => accountId },
  { title: 'Account', kind: 'text', value: ({ accountName }) => accountName },
  { title: 'Region', kind: 'text', value: ({ region }) => region },
];

const RESOURCE: readonly SourcedColumn[] = [
  { title: 'Resource id', kind: 'text', value: ({ resourceId }) => resourceId },
  { title: 'Resource type', kind: 'text', value: ({ resourceType }) => resourceType },
  { title: 'Tags', kind: 'text', value: ({ tags }) => tagsText(tags) },
];

/** The rows of a result as a table of raw values. */
export function tableOf(result: AnalysisResult): ReportTable {
  const { analyzer, title, findings } = result;
  const own = result.columns.filter((column) => !isIdentity(column)).map(sourced);
  const extra = RESOURCE.filter((column) => addsSomething(column, own, findings));
  const identity = IDENTITY.filter((column) => addsSomething(column, [], findings));
  const columns = [...identity, ...own, ...extra];
  return {
    analyzer,
    title,
    columns: columns.map(({ title: name, kind }) => ({ title: name, kind })),
    rows: findings.map((finding) => ({
      values: columns.map(({ value }) => value(finding)),
      currency: currencyOf(finding, result),
    })),
  };
}

function isIdentity(column: Column): boolean {
  return namesAccount(column) || column.field === 'region';
}

function sourced(column: Column): SourcedColumn {
  const { title, kind } = column;
  return { title, kind, value: (finding) => valueOf(finding, column) };
}

/** A column that is empty in every row, or says what another says in every row, is left out. */
function addsSomething(
  column: SourcedColumn,
  others: readonly SourcedColumn[],
  findings: readonly Finding[],
): boolean {
  const isEmpty = findings.every((finding) => column.value(finding) === null);
  const repeats = others.some((other) =>
    findings.every((finding) => other.value(finding) === column.value(finding)),
  );
  return !isEmpty && !repeats;
}

function tagsText(tags: Readonly<Record<string, string>>): string | null {
  const texts = Object.keys(tags)
    .toSorted()
    .map((key) => `${key}=${tags[key]}`);
  return texts.length === 0 ? null : texts.join('; ');
}
