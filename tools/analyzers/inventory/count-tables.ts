import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import { numberAt, textAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { counted, type Noun, RESOURCES, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import {
  ALL_RESOURCES,
  BY_ACCOUNT,
  BY_REGION,
  type CountKey,
  countSql,
  isResource,
} from './count-query.ts';

interface CountTable {
  readonly id: string;
  readonly noun: Noun;
  /** What is counted by, unless the question says accounts or Regions. */
  readonly keys: readonly CountKey[];
  /** What "by type" counts by; the keys unless given. */
  readonly typeKeys?: readonly CountKey[];
}

const TYPES: Noun = { one: 'type', many: 'types' };

const BY_TYPE: CountKey = {
  field: 'type',
  title: 'Type',
  path: 'resourceType',
  across: { preposition: 'of', noun: TYPES },
};

const TABLES: readonly CountTable[] = [
  {
    id: 'inv.count.types',
    noun: RESOURCES,
    keys: [BY_TYPE],
  },
  {
    id: 'inv.count.accounts',
    noun: RESOURCES,
    keys: [BY_ACCOUNT, BY_REGION],
    typeKeys: [BY_TYPE],
  },
  {
    id: 'inv.ec2.types',
    noun: { one: 'EC2 instance', many: 'EC2 instances' },
    keys: [
      {
        field: 'instanceType',
        title: 'Type',
        path: 'configuration.instanceType',
        across: { preposition: 'of', noun: TYPES },
      },
      {
        field: 'state',
        title: 'State',
        path: 'configuration.state.name',
        across: {
          preposition: 'in',
          noun: { one: 'state', many: 'states' },
        },
      },
    ],
  },
  {
    id: 'inv.lambda.runtimes',
    noun: { one: 'Lambda function', many: 'Lambda functions' },
    keys: [
      {
        field: 'runtime',
        title: 'Runtime',
        path: 'configuration.runtime',
        across: {
          preposition: 'on',
          noun: { one: 'runtime', many: 'runtimes' },
        },
      },
    ],
  },
  {
    id: 'inv.rds.engines',
    noun: { one: 'RDS database', many: 'RDS databases' },
    keys: [
      {
        field: 'engine',
        title: 'Engine',
        path: 'configuration.engine',
        across: {
          preposition: 'on',
          noun: { one: 'engine', many: 'engines' },
        },
      },
      {
        field: 'version',
        title: 'Version',
        path: 'configuration.engineVersion',
        across: {
          preposition: 'in',
          noun: { one: 'version', many: 'versions' },
        },
      },
    ],
  },
];

/** Counts of resources, each one query that Config answers by itself, in the cut that was asked for. */
export const COUNT_TABLES: readonly Analyzer[] = TABLES.map((table) =>
  defineAnalyzer<readonly Count[]>({
    id: table.id,
    finds: table.noun,
    title: ({ parameters }) => titleOf(table, parameters),
    groupings: ['account', 'region', 'type'],
    columns: (parameters) => columnsOf(keysOf(table, parameters)),
    advice: null,
    read: (readers, request) => readCounts(readers, keysOf(table, request.parameters), request),
    rows: (counts, request) => countRows(counts, keysOf(table, request.parameters), request),
    summarise: (rows, _data, request) => countSummary(table, rows, request),
  }),
);

/** A number of resources with the values of the keys. */
interface Count {
  readonly values: readonly string[];
  readonly count: number;
  readonly evidence: string;
}

function keysOf(
  { keys, typeKeys }: CountTable,
  { groupBy }: Pick<Parameters, 'groupBy'>,
): readonly CountKey[] {
  if (groupBy === 'account') return [BY_ACCOUNT];
  if (groupBy === 'region') return [BY_REGION];
  return groupBy === 'type' ? (typeKeys ?? keys) : keys;
}

function titleOf(table: CountTable, parameters: Parameters): string {
  const names = keysOf(table, parameters).map(({ title }) =>
    title === 'Region' ? title : title.toLowerCase(),
  );
  const types = parameters.resourceTypes.map((type) => `, ${type}`).join('');
  const { many } = table.noun;
  return `${many.charAt(0).toUpperCase()}${many.slice(1)} by ${names.join(' and ')}${types}`;
}

function columnsOf(keys: readonly CountKey[]): readonly Column[] {
  return [
    ...keys.map(({ field, title }) => column(field, title)),
    column('count', 'Resources', 'number'),
  ];
}

/** AWS's own count where all types of the whole organization are asked for, else a query that groups. */
async function readCounts(
  readers: Readers,
  keys: readonly CountKey[],
  { entry, parameters }: AnalysisRequest,
): Promise<readonly Count[]> {
  const everywhere = parameters.accounts.length === 0 && parameters.regions.length === 0;
  if (everywhere && keys[0] === BY_TYPE) {
    const counts = await readers.config.countByType();
    return counts.map(({ resourceType, ...rest }) => ({ values: [resourceType], ...rest }));
  }
  const where = /WHERE (.+) GROUP BY/.exec(entry.sql)?.[1] ?? ALL_RESOURCES;
  const rows = await readers.config.select(countSql(where, keys, parameters), parameters);
  return rows.map((row) => ({
    values: keys.map(({ path }) => textAt(row, path) ?? '(none)'),
    count: numberAt(row, 'COUNT(*)') ?? 0,
    evidence: row.evidence,
  }));
}

/** One row for each combination of values, most resources first. Pure. */
function countRows(
  counts: readonly Count[],
  keys: readonly CountKey[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const wanted = new Set(parameters.resourceTypes);
  const isWanted = (type: string) => isResource(type) && (wanted.size === 0 || wanted.has(type));
  const kept = counts.filter(({ values: [first = ''] }) => keys[0] !== BY_TYPE || isWanted(first));
  const rows = [...groupedBy(kept, ({ values }) => values.join('/'))].map(([id, members]) => {
    const values = members[0]?.values ?? [];
    const {
      account = null,
      region = null,
      ...own
    } = Object.fromEntries(keys.map(({ field }, index) => [field, values[index] ?? null]));
    return totalRow({
      id,
      severity: severityOf(entry),
      accountId: account,
      region,
      fields: { ...own, count: members.reduce((sum, { count }) => sum + count, 0) },
      evidence: [...new Set(members.map(({ evidence }) => evidence))],
    });
  });
  return ordered(rows, byNumber('count'));
}

function countSummary(
  table: CountTable,
  rows: readonly Row[],
  { entry: { source }, parameters }: AnalysisRequest,
): Summary {
  const keys = keysOf(table, parameters);
  const total = rows.reduce((sum, { fields }) => sum + Number(fields['count']), 0);
  const spread = keys.map(({ field, across }) => ({
    ...across,
    size: distinct(rows, field),
  }));
  const across = spread.flatMap(({ preposition, noun, size }, index) => [
    preposition === spread[index - 1]?.preposition ? ' and ' : ` ${preposition} `,
    ...counted(size, noun),
  ]);
  const figure = { kind: 'number', source } as const;
  return {
    headlines: [
      { label: 'Resources', value: total, ...figure },
      ...spread.map(({ noun, size }) => ({ label: noun.many, value: size, ...figure })),
    ],
    notes: ['Only what AWS Config records is counted.', ...tagsIgnoredNote(parameters)],
    sentence: rows.length === 0 ? undefined : [strong(...counted(total, table.noun)), ...across],
    chart: countChart(rows, keys, titleOf(table, parameters)),
  };
}

/** The number of values of a field; what is global lies in no Region. */
function distinct(rows: readonly Row[], field: string): number {
  const values = new Set(rows.map((row) => valueIn(row, field)));
  if (field === 'region') values.delete('global');
  return values.size;
}

function valueIn(row: Row, field: string): string {
  if (field === 'account') return row.accountId ?? '';
  return field === 'region' ? (row.region ?? '') : String(row.fields[field]);
}

/** Bars of the first key; its values are added up over the others. */
function countChart(rows: readonly Row[], keys: readonly CountKey[], title: string): Chart | null {
  const [first] = keys;
  if (first === undefined) return null;
  const groups = [...groupedBy(rows, (row) => valueIn(row, first.field))];
  const bars = groups.map(([label, members]) => ({
    label,
    value: members.reduce((sum, { fields }) => sum + Number(fields['count']), 0),
  }));
  return barChart(bars, { title, unit: 'resources', name: 'Resources' });
}
