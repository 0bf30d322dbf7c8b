import type { Column } from '../../../pipeline-server/contracts/analysis.ts';
import { type ConfigRow, numberAt, textAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import { tagsIgnoredNote } from '../scope.ts';

interface CountTable {
  readonly id: string;
  /** The properties that the query groups by. */
  readonly keys: readonly {
    readonly field: string;
    readonly title: string;
    readonly path: string;
  }[];
}

const TABLES: readonly CountTable[] = [
  {
    id: 'inv.count.accounts',
    keys: [
      { field: 'account', title: 'Account', path: 'accountId' },
      { field: 'region', title: 'Region', path: 'awsRegion' },
    ],
  },
  {
    id: 'inv.ec2.types',
    keys: [
      { field: 'instanceType', title: 'Type', path: 'configuration.instanceType' },
      { field: 'state', title: 'State', path: 'configuration.state.name' },
    ],
  },
  {
    id: 'inv.lambda.runtimes',
    keys: [{ field: 'runtime', title: 'Runtime', path: 'configuration.runtime' }],
  },
  {
    id: 'inv.rds.engines',
    keys: [
      { field: 'engine', title: 'Engine', path: 'configuration.engine' },
      { field: 'version', title: 'Version', path: 'configuration.engineVersion' },
    ],
  },
];

/** Tables that Config counts by itself. */
export const COUNT_TABLES: readonly Analyzer[] = TABLES.map((table) =>
  defineAnalyzer<readonly ConfigRow[]>({
    id: table.id,
    columns: columnsOf(table),
    advice: null,
    read: (readers, { entry, parameters }) => readers.config.select(entry.sql, parameters),
    rows: (rows, request) => countRows(table, rows, request),
    summarise: (rows, _data, { entry, parameters }) => ({
      headlines: [{ label: 'Resources', value: total(rows), kind: 'number', source: entry.source }],
      notes: tagsIgnoredNote(parameters),
    }),
  }),
);

function columnsOf({ keys }: CountTable): readonly Column[] {
  return [
    ...keys.map(({ field, title }) => column(field, title)),
    column('count', 'Resources', 'number'),
  ];
}

/** Most first. Pure. */
function countRows(
  { keys }: CountTable,
  rows: readonly ConfigRow[],
  { entry }: AnalysisRequest,
): readonly Row[] {
  const counted = rows.map((row): Row => {
    const values = keys.map(({ field, path }) => [field, textAt(row, path) ?? '(none)'] as const);
    const { account: _account, region: _region, ...own } = Object.fromEntries(values);
    return {
      id: values.map(([, value]) => value).join('/'),
      severity: severityOf(entry),
      accountId: row.accountId,
      region: row.region,
      resourceId: null,
      resourceType: null,
      tags: {},
      monthlySaving: null,
      fields: { ...own, count: numberAt(row, 'COUNT(*)') },
      evidence: [row.evidence],
    };
  });
  return ordered(counted, byNumber('count'));
}

function total(rows: readonly Row[]): number {
  return rows.reduce((sum, { fields }) => sum + Number(fields['count'] ?? 0), 0);
}
