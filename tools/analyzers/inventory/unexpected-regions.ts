import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import { type ConfigRow, numberAt } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, RESOURCES } from '../sentence.ts';
import { isResource } from './count-query.ts';

/** Services without a Region of their own keep their resources here. */
const GLOBAL_SERVICES = 'us-east-1';

const COUNT = column('resources', 'Resources', 'number');

interface RegionData {
  /** Counts of the whole organization: which Region is the usual one does not follow from a part of it. */
  readonly counts: readonly ConfigRow[];
  readonly allowed: readonly string[];
}

/** `inv.regions.unexpected`: resources outside the Regions that are allowed. */
export const unexpectedRegions = defineAnalyzer<RegionData>({
  id: 'inv.regions.unexpected',
  finds: {
    one: 'account and Region that is not allowed',
    many: 'accounts and Regions that are not allowed',
  },
  columns: [ACCOUNT, REGION, COUNT, column('types', 'Types', 'number'), SEVERITY],
  measure: COUNT,
  advice: {
    verb: 'Clear',
    one: 'unexpected Region of an account',
    many: 'unexpected Regions of accounts',
    action: 'Move or delete what lives there, and deny the Region by a service control policy.',
    effort: 'medium',
    basis: 'config',
  },
  read: readRegionCounts,
  rows: unexpectedRows,
  summarise: (rows, { allowed }, { entry: { source } }) => {
    const value = rows.reduce((sum, { fields }) => sum + Number(fields[COUNT.field]), 0);
    return {
      headlines: [
        { label: 'Resources in unexpected Regions', value, kind: 'number', source },
        { label: 'Allowed Regions', value: allowed.join(', '), kind: 'text', source },
      ],
      clause: ['; ', ...counted(value, RESOURCES), ` outside ${allowed.join(' and ')}`],
      notes: [
        `Allowed: ${allowed.join(', ')}. Unless the question lists Regions to allow, these are the Region with most resources and ${GLOBAL_SERVICES}, where global services live.`,
        'The default networks of accounts (VPC, subnets) count too.',
      ],
    };
  },
});

async function readRegionCounts(
  readers: Readers,
  { entry, parameters }: AnalysisRequest,
): Promise<RegionData> {
  const rows = await readers.config.select(entry.sql, { accounts: [], regions: [] });
  const counts = rows.filter(({ resourceType }) => isResource(resourceType ?? ''));
  return { counts, allowed: allowedRegions(counts, parameters.search) };
}

/** The Regions of the search term, else the one with most resources and that of global services. */
function allowedRegions(counts: readonly ConfigRow[], search: string | null): readonly string[] {
  const named = (search ?? '').split(/[\s,;]+/).filter((word) => word !== '');
  const wrong = named.find((word) => !/^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/.test(word));
  if (wrong !== undefined) {
    throw new AnalysisError(
      'bad-parameter',
      'Allowed Regions are listed by their codes, e.g. ap-southeast-2, us-east-1.',
    );
  }
  if (named.length > 0) return [...new Set(named)];
  const totals = new Map<string, number>();
  for (const row of counts) {
    const region = row.region ?? 'global';
    if (region !== 'global') totals.set(region, (totals.get(region) ?? 0) + countOf(row));
  }
  const [usual] = [...totals].toSorted(([, a], [, b]) => b - a);
  return [...new Set([...(usual === undefined ? [] : [usual[0]]), GLOBAL_SERVICES])];
}

/** One row for each account and Region that is not allowed. Pure. */
function unexpectedRows(
  { counts, allowed }: RegionData,
  { entry }: AnalysisRequest,
): readonly Row[] {
  const places = new Map<string, ConfigRow[]>();
  for (const row of counts) {
    const { accountId, region } = row;
    if (accountId === null || region === null || region === 'global' || allowed.includes(region))
      continue;
    const place = `${accountId}/${region}`;
    places.set(place, [...(places.get(place) ?? []), row]);
  }
  const rows = [...places].map(([id, of]) => placeRow(id, of, severityOf(entry)));
  return ordered(rows, byNumber(COUNT.field));
}

function placeRow(id: string, counts: readonly ConfigRow[], severity: Row['severity']): Row {
  const [first] = counts;
  return {
    id,
    severity,
    accountId: first?.accountId ?? null,
    region: first?.region ?? null,
    resourceId: null,
    resourceType: null,
    tags: {},
    monthlySaving: null,
    fields: {
      [COUNT.field]: counts.reduce((sum, row) => sum + countOf(row), 0),
      types: new Set(counts.map(({ resourceType }) => resourceType)).size,
    },
    evidence: counts.map(({ evidence }) => evidence),
  };
}

function countOf(row: ConfigRow): number {
  return numberAt(row, 'COUNT(*)') ?? 0;
}
