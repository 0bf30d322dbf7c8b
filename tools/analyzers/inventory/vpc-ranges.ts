import type { ConfigRow } from '../../aws/config-row.ts';
import { flagAt, textAt, textsAt } from '../../aws/config-row.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { byNumber, ordered } from '../order.ts';
import type { Row } from '../row.ts';

/** The addresses of a block, as numbers, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

const OVERLAPS = column('overlaps', 'Overlapping ranges', 'number');

/** `inv.vpc.cidr`: VPCs whose address ranges overlap those of another VPC. */
export const vpcRanges = defineAnalyzer<readonly ConfigRow[]>({
  id: 'inv.vpc.cidr',
  finds: {
    one: 'VPC whose addresses overlap another one’s',
    many: 'VPCs whose addresses overlap another one’s',
  },
  columns: [RESOURCE, NAME, ACCOUNT, REGION, column('cidr', 'CIDR'), OVERLAPS, SEVERITY],
  advice: {
    verb: 'Renumber',
    one: 'VPC',
    many: 'VPCs',
    action:
      'Give each VPC a range of its own before it is peered or attached to a transit gateway.',
    effort: 'high',
    basis: 'config',
  },
  // Overlaps with VPCs outside the question's accounts count: all are read, the rows are narrowed later.
  read: (readers, { entry }) => readers.config.select(entry.sql, { accounts: [], regions: [] }),
  rows: overlapRows,
  summarise: (_rows, vpcs, { entry: { source } }) => ({
    headlines: [{ label: 'VPCs compared', value: ownVpcs(vpcs).length, kind: 'number', source }],
    notes: [
      'Default VPCs are left out: all of them have 172.31.0.0/16. Config does not tell here which VPCs are connected; an overlap matters once they are.',
    ],
  }),
});

function ownVpcs(vpcs: readonly ConfigRow[]): readonly ConfigRow[] {
  return vpcs.filter((row) => flagAt(row, 'configuration.isDefault') !== true);
}

/** VPCs with an overlap, most overlaps first. Pure. */
function overlapRows(vpcs: readonly ConfigRow[], { entry }: AnalysisRequest): readonly Row[] {
  const all = ownVpcs(vpcs).map((row) => ({ row, blocks: blocksOf(row) }));
  const count = overlapCounter(
    all.flatMap(({ blocks }) => blocks.flatMap((cidr) => rangeOf(cidr) ?? [])),
  );
  const rows = all.flatMap(({ row, blocks }) => {
    const overlaps = blocks.reduce((sum, cidr) => sum + count(rangeOf(cidr)), 0);
    if (overlaps === 0) return [];
    const vpc = resourceRow(row, severityOf(entry));
    return [
      { ...vpc, fields: { ...vpc.fields, cidr: blocks.join(', '), [OVERLAPS.field]: overlaps } },
    ];
  });
  return ordered(rows, byNumber(OVERLAPS.field));
}

/** All IPv4 blocks of a VPC; Config gives the first one twice. */
function blocksOf(row: ConfigRow): readonly string[] {
  const first = textAt(row, 'configuration.cidrBlock');
  const all = textsAt(row, 'configuration.cidrBlockAssociationSet.cidrBlock');
  return [...new Set([...(first === null ? [] : [first]), ...all])];
}

/** The range of a CIDR block such as `10.0.0.0/16`, or null for anything else. */
export function rangeOf(cidr: string): Range | null {
  const [, address = '', prefix = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const parts = address.split('.').map(Number);
  if (address === '' || Number(prefix) > 32 || parts.some((part) => part > 255)) return null;
  const size = 2 ** (32 - Number(prefix));
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  const first = number - (number % size);
  return { first, last: first + size - 1 };
}

/** How many other ranges a range of the list overlaps, in the logarithm of their number. */
export function overlapCounter(ranges: readonly Range[]): (range: Range | null) => number {
  const firsts = ranges.map(({ first }) => first).toSorted((a, b) => a - b);
  const lasts = ranges.map(({ last }) => last).toSorted((a, b) => a - b);
  return (range) => {
    if (range === null) return 0;
    const begun = below(firsts, range.last + 1);
    const ended = below(lasts, range.first);
    return begun - ended - 1;
  };
}

/** How many of the sorted numbers are below the limit. */
function below(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
