import type { Config } from '../config.ts';
import type { Analyzers, RunContext } from '../contracts/analysis.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import { reasonOf } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { type Finding, failed, ok, warning } from './doctor-finding.ts';

const CHECK = 'Member role';
const CALL_TIMEOUT_MS = 20_000;

/** What enters accounts: it asks ACM in each. */
const ENTERS_ACCOUNTS = 'cert.acm.crosscheck';

const REMEDY =
  'Create the role, let its trust policy allow this server, and give it what xops iam-policy --role member prints.';

/** Enters one account by the role of the settings, and reads there; without a role it says what stays unread. */
export async function checkMemberRole(
  { aws }: Pick<Config, 'aws'>,
  context: CommandContext,
): Promise<Finding> {
  if (aws.source === 'live' && aws.memberRole === null)
    return warning(
      CHECK,
      'none is set, so that no account is asked itself',
      'Set aws.memberRole (XOPS_AWS_MEMBER_ROLE), e.g. xops-read-only.',
    );
  const role = aws.memberRole ?? 'any role of the sample organisation';
  try {
    const { account, problem } = await enterOne(context);
    return problem === null
      ? ok(CHECK, `${role}: entered ${account}`)
      : failed(CHECK, `${role}: ${problem}`, REMEDY);
  } catch (error) {
    return failed(CHECK, `${role}: ${reasonOf(error)}`, REMEDY);
  }
}

async function enterOne(context: CommandContext) {
  const analysis = await context.openAnalysis();
  try {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    return await enter(analysis.analyzers, { signal, identity: 'cli', report: () => undefined });
  } finally {
    await analysis.close();
  }
}

async function enter(analyzers: Analyzers, run: RunContext) {
  const { accounts, regions } = await analyzers.organization(run);
  const account = accounts.find(({ status }) => status === 'ACTIVE')?.id;
  const [region] = regions;
  if (account === undefined || region === undefined)
    throw new Error('There is no active account in a Region that Config records.');
  const place = { ...NO_PARAMETERS, accounts: [account], regions: [region] };
  const { coverage } = await analyzers.run(ENTERS_ACCOUNTS, place, run);
  const gap = coverage.gaps.find(({ accountId }) => accountId === account);
  return { account, problem: gap?.detail ?? null };
}
