import { numberAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import { tagsIgnoredNote } from '../scope.ts';

/** A number of resources of one type. */
interface TypeCount {
  readonly resourceType: string;
  readonly count: number;
  readonly evidence: string;
}

const BY_PLACE =
  'SELECT resourceType, accountId, awsRegion, COUNT(*) GROUP BY resourceType, accountId, awsRegion';

/** `inv.count.types`: AWS's own count for the organization; for some accounts or Regions a query that groups. */
export const countTypes = defineAnalyzer<readonly TypeCount[]>({
  id: 'inv.count.types',
  columns: [column('type', 'Type'), column('count', 'Resources', 'number')],
  advice: null,
  read: readCounts,
  rows: countTypeRows,
  summarise: (rows, _data, { entry, parameters }) => ({
    headlines: [
      {
        label: 'Resources',
        value: rows.reduce((sum, { fields }) => sum + Number(fields['count']), 0),
        kind: 'number',
        source: entry.source,
      },
      { label: 'Types', value: rows.length, kind: 'number', source: entry.source },
    ],
    notes: ['Only types that AWS Config records are counted.', ...tagsIgnoredNote(parameters)],
  }),
});

async function readCounts(
  readers: Readers,
  { parameters }: AnalysisRequest,
): Promise<readonly TypeCount[]> {
  if (parameters.accounts.length === 0 && parameters.regions.length === 0) {
    return readers.config.countByType();
  }
  const rows = await readers.config.select(BY_PLACE, parameters);
  return rows.map((row) => ({
    resourceType: row.resourceType ?? 'unknown',
    count: numberAt(row, 'COUNT(*)') ?? 0,
    evidence: row.evidence,
  }));
}

/** One row for each type, most first. Pure. */
export function countTypeRows(
  counts: readonly TypeCount[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const wanted = new Set(parameters.resourceTypes);
  const sums = new Map<string, { count: number; evidence: string[] }>();
  for (const { resourceType, count, evidence } of counts) {
    if (wanted.size > 0 && !wanted.has(resourceType)) continue;
    const sum = sums.get(resourceType) ?? { count: 0, evidence: [] };
    sum.count += count;
    sum.evidence.push(evidence);
    sums.set(resourceType, sum);
  }
  const rows = [...sums].map(
    ([resourceType, { count, evidence }]): Row => ({
      id: resourceType,
      severity: severityOf(entry),
      accountId: null,
      region: null,
      resourceId: null,
      resourceType,
      tags: {},
      monthlySaving: null,
      fields: { type: resourceType, count },
      evidence: [...new Set(evidence)],
    }),
  );
  return ordered(rows, byNumber('count'));
}
