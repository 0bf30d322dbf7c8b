import { type Account, AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { Coverage, CoverageGap } from '../../pipeline-server/contracts/findings.ts';
import type { Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type { SourceStatus } from '../aws/config-reader.ts';
import type { Enrollment } from '../aws/hub-reader.ts';
import type { Readers } from '../aws/readers.ts';

/** Whose word it is which accounts an answer covers. */
export type CoverageKind = 'members' | 'config' | 'hub' | 'optimizer' | 'findings' | 'organization';

/** An account and Region of which Config has recorded something. */
export interface RecordedPlace {
  readonly accountId: string;
  readonly region: string;
}

/** What a source leaves out. `problem` says why that could not be found out, or is null. */
export interface Blind {
  readonly gaps: readonly CoverageGap[];
  readonly problem: string | null;
}

const COUNT_PLACES = 'SELECT accountId, awsRegion, COUNT(*) GROUP BY accountId, awsRegion';

/** Whose coverage counts for a source of the catalogue. Billing covers every account of the organization. */
export function coverageKindOf(source: string): CoverageKind {
  // Whose metrics are asked for is read from Config.
  if (/^(?:config|cloudwatch)\b/.test(source)) return 'config';
  if (source.startsWith('cost-optimization-hub')) return 'hub';
  if (source.startsWith('compute-optimizer')) return 'optimizer';
  if (source.startsWith('acm')) return 'members';
  return source.startsWith('securityhub') ? 'findings' : 'organization';
}

/** Every account and Region where Config has recorded something. */
export async function readPlaces(readers: Readers): Promise<readonly RecordedPlace[]> {
  const rows = await readers.config.select(COUNT_PLACES, { accounts: [], regions: [] });
  return rows.flatMap(({ accountId, region }) =>
    accountId === null || region === null ? [] : [{ accountId, region }],
  );
}

/** Regions in use, without the `global` of IAM and its like. */
export function regionsOf(places: readonly RecordedPlace[]): readonly string[] {
  return [...new Set(places.map(({ region }) => region))]
    .filter((region) => region !== 'global')
    .toSorted();
}

/** The accounts that a source does not show. Not knowing is reported, and fails nothing. */
export async function readBlind(
  kind: CoverageKind,
  readers: Readers,
  accounts: readonly Account[],
): Promise<Blind> {
  try {
    return { gaps: await readGaps(kind, readers, accounts), problem: null };
  } catch (error) {
    if (!(error instanceof AnalysisError) || error.code === 'aborted') throw error;
    return { gaps: suspendedGaps(accounts), problem: error.message };
  }
}

async function readGaps(
  kind: CoverageKind,
  readers: Readers,
  accounts: readonly Account[],
): Promise<readonly CoverageGap[]> {
  const active = accounts.filter(isActive);
  const gaps = await activeGaps(kind, readers, active);
  return kind === 'organization' ? gaps : [...gaps, ...suspendedGaps(accounts)];
}

async function activeGaps(
  kind: CoverageKind,
  readers: Readers,
  active: readonly Account[],
): Promise<readonly CoverageGap[]> {
  switch (kind) {
    case 'organization':
    case 'members':
      return [];
    case 'hub':
      return enrollmentGaps(active, await readers.hub.enrollments(), 'Cost Optimization Hub');
    case 'optimizer':
      return enrollmentGaps(active, await readers.hub.optimizerEnrollments(), 'Compute Optimizer');
    case 'findings':
      return memberGaps(active, await readers.findings.members());
    case 'config': {
      const [places, statuses] = await Promise.all([
        readPlaces(readers),
        readers.config.sourceStatuses(),
      ]);
      return configGaps(active, places, statuses);
    }
  }
}

/** True for an account whose resources can be seen. */
export function isActive(account: Account): boolean {
  return account.status === 'ACTIVE';
}

function suspendedGaps(accounts: readonly Account[]): readonly CoverageGap[] {
  return accounts
    .filter((account) => !isActive(account))
    .map((account) =>
      gapOf(account, 'suspended', `The account is ${account.status.toLowerCase()}.`),
    );
}

/** Accounts that have not opted in; one that is missing from the list has not either. */
function enrollmentGaps(
  active: readonly Account[],
  enrollments: readonly Enrollment[],
  service: string,
): readonly CoverageGap[] {
  const status = new Map(enrollments.map((each) => [each.accountId, each]));
  return active
    .filter(({ id }) => status.get(id)?.active !== true)
    .map((account) => gapOf(account, 'not-enrolled', `Not enrolled in ${service}.`));
}

function memberGaps(
  active: readonly Account[],
  members: readonly {
    readonly accountId: string;
    readonly enabled: boolean;
    readonly administratorId: string | null;
  }[],
): readonly CoverageGap[] {
  const covered = new Set(
    members.filter(({ enabled }) => enabled).map(({ accountId }) => accountId),
  );
  for (const { administratorId } of members)
    if (administratorId !== null) covered.add(administratorId);
  return active
    .filter(({ id }) => !covered.has(id))
    .map((account) => gapOf(account, 'not-enrolled', 'Not a member of Security Hub.'));
}

/** Accounts and Regions that Config knows nothing of, and aggregations that failed; each place once. */
export function configGaps(
  active: readonly Account[],
  places: readonly RecordedPlace[],
  statuses: readonly SourceStatus[],
): readonly CoverageGap[] {
  const recorded = new Set(places.map(({ accountId, region }) => `${accountId}/${region}`));
  const regions = regionsOf(places);
  return active.flatMap((account) => {
    const missing = regions.filter((region) => !recorded.has(`${account.id}/${region}`));
    if (missing.length === regions.length) {
      return [gapOf(account, 'not-enrolled', 'AWS Config has recorded nothing in this account.')];
    }
    const failed = statuses.filter(
      ({ sourceId, status, region }) =>
        sourceId === account.id && status === 'FAILED' && !missing.includes(region ?? ''),
    );
    return [
      ...missing.map((region) => ({ ...gapOf(account, 'not-enrolled', NO_RECORDER), region })),
      ...failed.map(({ region, errorCode }) => ({
        ...gapOf(account, 'failed', `Aggregation failed: ${errorCode ?? 'unknown error'}.`),
        region,
      })),
    ];
  });
}

const NO_RECORDER = 'AWS Config has recorded nothing here: there is no recorder.';

function gapOf(account: Account, reason: CoverageGap['reason'], detail: string): CoverageGap {
  return { accountId: account.id, accountName: account.name, region: null, reason, detail };
}

/** What was asked for, against what the source showed. */
export interface Asked {
  readonly accounts: readonly Account[];
  readonly regions: readonly string[];
  readonly parameters: Parameters;
}

/** Counts of accounts and Regions asked and answered, with the gaps that lie within what was asked. */
export function countCoverage(
  { accounts, regions, parameters }: Asked,
  gaps: readonly CoverageGap[],
): Pick<
  Coverage,
  'accountsAsked' | 'accountsAnswered' | 'regionsAsked' | 'regionsAnswered' | 'gaps'
> {
  const ids = parameters.accounts.length > 0 ? parameters.accounts : accounts.map(({ id }) => id);
  const places = parameters.regions.length > 0 ? parameters.regions : regions;
  const within = gaps.filter(
    ({ accountId, region }) =>
      ids.includes(accountId) && (region === null || places.includes(region)),
  );
  const whole = new Set(within.filter(({ region }) => region === null).map((gap) => gap.accountId));
  const seen = ids.filter((id) => !whole.has(id));
  const dark = new Set(within.map(({ accountId, region }) => `${accountId}/${region}`));
  const answered = places.filter((region) => seen.some((id) => !dark.has(`${id}/${region}`)));
  return {
    accountsAsked: ids.length,
    accountsAnswered: seen.length,
    regionsAsked: places.length,
    regionsAnswered: answered.length,
    gaps: within,
  };
}
