import type { GroupBy, Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { ConfigRow } from '../../aws/config-row.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { column } from '../columns.ts';
import { byNumberAscending, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, percentFigure, RESOURCES, strong } from '../sentence.ts';
import { TEAM_KEYS, tagValue } from '../tag-lookup.ts';
import { thresholdOf } from '../thresholds.ts';

/** The keys that every resource should carry, with the spellings that count. */
const REQUIRED = [
  { field: 'owner', title: 'Owner', keys: ['Owner'] },
  { field: 'environment', title: 'Environment', keys: ['Environment', 'Env'] },
  { field: 'costCentre', title: 'Cost centre', keys: ['CostCentre', 'CostCenter'] },
];

/** `inv.tags.coverage`: share of resources with each required key, by account, Region, type or team. */
export const tagCoverage = defineAnalyzer<CoverageCounts>({
  id: 'inv.tags.coverage',
  finds: RESOURCES,
  title: ({ parameters }) => `Tag coverage by ${inSentence(groupTitle(parameters))}`,
  groupings: ['account', 'region', 'type', 'team'],
  columns: (parameters) => [
    column(isByAccount(parameters) ? 'account' : 'group', groupTitle(parameters)),
    column('resources', 'Resources', 'number'),
    ...REQUIRED.map(({ field, title }) => column(field, `${title} set`, 'percent')),
    column('complete', 'All three set', 'percent'),
  ],
  advice: {
    verb: 'Tag',
    one: 'resource',
    many: 'resources',
    action: 'Add the missing tags, and require them with a tag policy.',
    effort: 'medium',
    basis: 'config',
  },
  read: countCoverage,
  rows: ({ groups }, request) => coverageRows(groups, request),
  summarise: coverageSummary,
});

const GROUP_TITLES: Partial<Record<GroupBy, string>> = {
  region: 'Region',
  type: 'Resource type',
  team: 'Team',
};

function groupTitle({ groupBy }: Parameters): string {
  return (groupBy === null ? undefined : GROUP_TITLES[groupBy]) ?? 'Account';
}

function isByAccount(parameters: Parameters): boolean {
  return groupTitle(parameters) === 'Account';
}

function inSentence(title: string): string {
  return title === 'Region' ? title : title.toLowerCase();
}

function coverageSummary(
  rows: readonly Row[],
  { all }: CoverageCounts,
  { entry: { source }, parameters }: AnalysisRequest,
): Summary {
  const figure = { kind: 'percent', source } as const;
  const complete = shareOf(all.complete, all);
  const keys = REQUIRED.map(({ title }) => title).join(', ');
  return {
    headlines: [
      { label: 'All required keys', value: complete, ...figure },
      { label: 'Resources', value: all.resources, kind: 'number', source },
      ...REQUIRED.map(({ title }, index) => ({
        label: title,
        value: shareOf(all.set[index], all),
        ...figure,
      })),
    ],
    sentence:
      all.resources === 0
        ? undefined
        : [
            strong(percentFigure(complete), ' of ', ...counted(all.resources, RESOURCES)),
            ` carry all required tags (${keys})`,
          ],
    notes: ['Instances, volumes, databases, buckets and functions are counted.'],
    chart: barChart(
      rows.map(({ accountId, fields }) => ({
        label: accountId ?? String(fields['group']),
        value: Math.round((100 - Number(fields['complete'])) * 10) / 10,
      })),
      {
        title: `Resources that lack a required tag, by ${inSentence(groupTitle(parameters))}`,
        unit: '%',
        name: 'Lacking',
      },
    ),
  };
}

/** How many resources carry what. */
interface Counts {
  resources: number;
  complete: number;
  /** For each required key, in the order of {@link REQUIRED}. */
  readonly set: number[];
  readonly evidence: Set<string>;
}

interface CoverageCounts {
  readonly all: Counts;
  readonly groups: ReadonlyMap<string, Counts>;
}

function noCounts(): Counts {
  return { resources: 0, complete: 0, set: REQUIRED.map(() => 0), evidence: new Set() };
}

/** Counts resources as they arrive; none is kept. */
async function countCoverage(
  readers: Readers,
  { entry, parameters }: AnalysisRequest,
): Promise<CoverageCounts> {
  const groupBy = parameters.groupBy ?? 'account';
  const all = noCounts();
  const groups = new Map<string, Counts>();
  for await (const rows of readers.config.stream(entry.sql, parameters)) {
    for (const row of rows) {
      const key = groupOf(row, groupBy);
      const group = groups.get(key) ?? noCounts();
      groups.set(key, group);
      for (const counts of [all, group]) countIn(counts, row);
    }
  }
  return { all, groups };
}

function countIn(counts: Counts, { tags, evidence }: ConfigRow): void {
  const set = REQUIRED.map(({ keys }) => tagValue(tags, keys) !== null);
  counts.resources += 1;
  counts.complete += Number(set.every(Boolean));
  for (const [index, isSet] of set.entries()) {
    counts.set[index] = (counts.set[index] ?? 0) + Number(isSet);
  }
  counts.evidence.add(evidence);
}

/** The least covered group first. Pure. */
function coverageRows(
  groups: ReadonlyMap<string, Counts>,
  request: AnalysisRequest,
): readonly Row[] {
  const { groupBy } = request.parameters;
  const enough = thresholdOf(request, 'percent');
  const covered = [...groups].map(([group, counts]): Row => {
    const row = coverageRow(group, counts, groupBy ?? 'account');
    const severity = Number(row.fields['complete']) >= enough ? 'INFORMATIONAL' : 'MEDIUM';
    return { ...row, severity };
  });
  return ordered(covered, byNumberAscending('complete'));
}

function groupOf(row: ConfigRow, groupBy: string): string {
  if (groupBy === 'region') return row.region ?? 'unknown';
  if (groupBy === 'type') return row.resourceType ?? 'unknown';
  if (groupBy === 'team') return tagValue(row.tags, TEAM_KEYS) ?? '(no team)';
  return row.accountId ?? 'unknown';
}

function coverageRow(group: string, counts: Counts, groupBy: string): Row {
  const complete = shareOf(counts.complete, counts);
  const shares: Record<string, number> = {};
  for (const [index, { field }] of REQUIRED.entries()) {
    shares[field] = shareOf(counts.set[index], counts);
  }
  const isAccount = groupBy !== 'region' && groupBy !== 'type' && groupBy !== 'team';
  return {
    id: `${groupBy}:${group}`,
    severity: 'INFORMATIONAL',
    accountId: isAccount ? group : null,
    region: groupBy === 'region' ? group : null,
    resourceId: null,
    resourceType: groupBy === 'type' ? group : null,
    tags: {},
    monthlySaving: null,
    fields: {
      ...(isAccount ? {} : { group }),
      resources: counts.resources,
      findings: counts.resources - counts.complete,
      ...shares,
      complete,
    },
    evidence: [...counts.evidence],
  };
}

/** 0–100 with one decimal; nothing counts as fully covered. */
function shareOf(count: number | undefined, { resources }: Counts): number {
  if (resources === 0) return 100;
  return Math.round(((count ?? 0) / resources) * 1000) / 10;
}
