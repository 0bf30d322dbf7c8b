import { type Account, AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { SecurityMember } from '../../aws/findings-reader.ts';
import type { FindingAggregation, HubStandards } from '../../aws/posture-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { isActive, type RecordedPlace, readPlaces, regionsOf } from '../coverage.ts';
import { bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, type Noun, numberFigure, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import { type HubGap, policyGaps, standardsNotes } from './hub-policies.ts';

/** How Security Hub is set up; `standards` is the reason where AWS does not tell. */
export interface HubCoverage {
  readonly accounts: readonly Account[];
  readonly members: readonly SecurityMember[];
  readonly places: readonly RecordedPlace[];
  readonly aggregation: FindingAggregation | null;
  readonly standards: HubStandards | string;
}

const GAPS: Noun = { one: 'gap in Security Hub', many: 'gaps in Security Hub' };

/** `sec.sh.coverage`: accounts and Regions that Security Hub does not see, and accounts that it checks against nothing. */
export const hubCoverage = defineAnalyzer<HubCoverage>({
  id: 'sec.sh.coverage',
  finds: GAPS,
  groupings: ['account'],
  columns: [ACCOUNT, REGION, column('problem', 'Problem'), column('policy', 'Policy'), SEVERITY],
  advice: {
    verb: 'Close',
    one: 'gap in Security Hub',
    many: 'gaps in Security Hub',
    action:
      'Enable Security Hub with a configuration policy for the root, link every Region in use, and enable at least AWS Foundational Security Best Practices.',
    effort: 'low',
    basis: 'aws',
  },
  read: readHubCoverage,
  rows: hubCoverageRows,
  summarise: hubCoverageSummary,
});

async function readHubCoverage(readers: Readers): Promise<HubCoverage> {
  const [accounts, members, places, aggregation, standards] = await Promise.all([
    readers.organization.accounts(),
    readers.findings.members(),
    readPlaces(readers),
    readers.posture.aggregation(),
    readStandards(readers),
  ]);
  return { accounts, members, places, aggregation, standards };
}

/** Only the delegated administrator may ask for standards; what else is known stays useful without them. */
async function readStandards({ posture }: Readers): Promise<HubStandards | string> {
  try {
    return await posture.standards();
  } catch (error) {
    if (error instanceof AnalysisError && error.code === 'denied') return error.message;
    throw error;
  }
}

/** Gaps by severity: accounts, Regions, policies. Pure. */
export function hubCoverageRows(data: HubCoverage, { entry }: AnalysisRequest): readonly Row[] {
  const severity = severityOf(entry);
  const active = new Set(data.accounts.filter(isActive).map(({ id }) => id));
  const gaps = [...memberGaps(data), ...regionGaps(data), ...policyGaps(data.standards, active)];
  const rows = gaps.map(({ accountId = null, region = null, problem, policy = null, evidence }) =>
    totalRow({
      id: `${accountId ?? 'all'}/${region ?? 'all'}/${problem}`,
      severity,
      accountId,
      region,
      fields: { problem, policy },
      evidence,
    }),
  );
  return ordered(rows, bySeverity);
}

/** Active accounts that are neither an enabled member nor the administrator. */
function memberGaps({ accounts, members }: HubCoverage): readonly HubGap[] {
  const known = new Map(members.map((member) => [member.accountId, member]));
  const administrators = new Set(members.flatMap(({ administratorId }) => administratorId ?? []));
  return accounts.filter(isActive).flatMap(({ id }): readonly HubGap[] => {
    const member = known.get(id);
    if (administrators.has(id) || member?.enabled === true) return [];
    const evidence = member === undefined ? [] : [member.evidence];
    const status = member === undefined ? '' : ` (${member.status})`;
    return [{ accountId: id, problem: `Not a member of Security Hub${status}`, evidence }];
  });
}

/** Regions in use whose findings stay where they are. */
function regionGaps({ aggregation, places }: HubCoverage): readonly HubGap[] {
  if (aggregation === null) {
    return [
      { problem: 'Findings of Regions are not brought together: no aggregator', evidence: [] },
    ];
  }
  return regionsOf(places)
    .filter((region) => !isLinked(aggregation, region))
    .map((region) => ({
      region,
      problem: `Findings do not reach the home Region (${aggregation.homeRegion})`,
      evidence: [aggregation.evidence],
    }));
}

function isLinked({ homeRegion, mode, regions }: FindingAggregation, region: string): boolean {
  if (region === homeRegion || mode === 'ALL_REGIONS') return true;
  if (mode === 'ALL_REGIONS_EXCEPT_SPECIFIED') return !regions.includes(region);
  return mode === 'SPECIFIED_REGIONS' && regions.includes(region);
}

function hubCoverageSummary(
  rows: readonly Row[],
  data: HubCoverage,
  { entry: { source } }: AnalysisRequest,
): Summary {
  const { aggregation, accounts, places } = data;
  const active = accounts.filter(isActive).length;
  const regions = regionsOf(places);
  const linked = regions.filter((region) => aggregation !== null && isLinked(aggregation, region));
  const without = new Set(rows.flatMap(({ accountId }) => accountId ?? [])).size;
  const kind = 'number' as const;
  return {
    headlines: [
      { label: 'Gaps', value: rows.length, kind, source },
      { label: 'Accounts with a gap', value: without, kind, source },
      { label: 'Active accounts', value: active, kind, source },
      { label: 'Regions linked', value: linked.length, kind, source },
      { label: 'Regions in use', value: regions.length, kind, source },
    ],
    sentence: [
      strong(...counted(rows.length, GAPS)),
      '; ',
      numberFigure(without),
      ' of ',
      ...counted(active, { one: 'active account has', many: 'active accounts have' }),
      ' one, and ',
      numberFigure(linked.length),
      ' of ',
      ...counted(regions.length, { one: 'Region', many: 'Regions' }),
      ' in use report to the home Region',
    ],
    notes: standardsNotes(data.standards),
    chart: null,
  };
}
