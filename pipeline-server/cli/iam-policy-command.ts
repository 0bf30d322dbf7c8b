import { exportLocation } from '../../tools/focus/export-location.ts';
import { writeActions } from '../approvals/executors/aws/aws-executors.ts';
import type { Config } from '../config.ts';
import type { AnalyzerSummary } from '../contracts/catalogue.ts';
import { readArguments, readChoice, suggest } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import {
  assumeStatement,
  exportStatements,
  type Policy,
  readStatements,
  type Statement,
  toPolicies,
  trustPolicy,
} from './iam-policy.ts';

const OPTIONS = {
  analyzers: { type: 'string' },
  domain: { type: 'string' },
  role: { type: 'string', default: 'organization' },
  trust: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const DOMAINS = ['cost', 'security', 'reliability', 'inventory', 'certificates'] as const;

const ROLES = ['organization', 'member', 'write'] as const;

/** `xops iam-policy`: what xOps has to be allowed, and nothing more. */
export const iamPolicyCommand: Command = {
  name: 'iam-policy',
  summary: 'print the least IAM policy that the analyzers need',
  help: `xops iam-policy [options]

Prints an IAM policy as JSON: the actions that the analyzers send, all of them
reads, and nothing else. Where focus.exports is in S3, to list and read that prefix too.

  xops iam-policy > policy.json
  aws iam create-policy --policy-name xops-read --policy-document file://policy.json

  --role R          organization (default): for what xOps runs as, in the management or
                    delegated administrator account;
                    member: for the role aws.memberRole, in each member account;
                    write: for the role approvals.aws.writeRole, which approved changes
                    are made with, in each account; of approvals.onlyActions where set
  --trust ARN       with --role member or write: the trust policy of that role instead, for what
                    xOps runs as, e.g. arn:aws:iam::111111111111:role/xops
  --analyzers A,B   only what these analyzers need (ids, or the beginning of ids)
  --domain D        only what analyzers of this domain need: ${DOMAINS.join(', ')}
  --json            the same; JSON is all there is

A policy of more than 6,144 characters is split: the output is then a list, and
the standard error says so.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    if (positionals[0] !== undefined) throw new UsageError(`Unexpected "${positionals[0]}".`);
    const role = readChoice('role', values.role, ROLES);
    if (values.trust !== undefined) return printTrust(role, values.trust, context);
    if (role === 'write') return print(toPolicies(writeStatements(context.readConfig())), context);
    const domain =
      values.domain === undefined ? null : readChoice('domain', values.domain, DOMAINS);
    const ids = values.analyzers?.split(',').map((id) => id.trim()) ?? null;
    const analysis = await context.openAnalysis();
    const catalogue = analysis.analyzers.list();
    await analysis.close();
    const entries = chosen(catalogue, { domain, ids });
    const config = context.readConfig();
    const narrowed = domain !== null || ids !== null;
    const statements =
      role === 'member'
        ? memberStatements(entries)
        : [
            ...organizationStatements(entries, config.aws.memberRole),
            ...(narrowed ? [] : [...focusStatements(config), ...changeStatements(config)]),
          ];
    return print(toPolicies(statements), context);
  },
};

interface Choice {
  readonly domain: string | null;
  readonly ids: readonly string[] | null;
}

/** Those that are built and asked for. */
function chosen(
  catalogue: readonly AnalyzerSummary[],
  { domain, ids }: Choice,
): readonly AnalyzerSummary[] {
  const built = catalogue.filter((entry) => entry.built);
  for (const id of ids ?? []) requireSome(id, built);
  const kept = built.filter(
    (entry) =>
      (domain === null || entry.domain === domain) &&
      (ids === null || ids.some((id) => isMeant(entry.id, id))),
  );
  if (kept.length === 0) throw new UsageError('No analyzer is of that domain and has such an id.');
  return kept;
}

function isMeant(id: string, wanted: string): boolean {
  return id === wanted || id.startsWith(`${wanted}.`);
}

function requireSome(wanted: string, built: readonly AnalyzerSummary[]): void {
  if (built.some(({ id }) => isMeant(id, wanted))) return;
  const nearest = suggest(
    wanted,
    built.map(({ id }) => id),
  );
  const hint = nearest === null ? '"xops analyzers" lists them.' : `Did you mean ${nearest}?`;
  throw new UsageError(`Unknown analyzer "${wanted}". ${hint}`);
}

function organizationStatements(
  entries: readonly AnalyzerSummary[],
  memberRole: string | null,
): readonly Statement[] {
  const statements = readStatements(entries.flatMap(({ iamActions }) => iamActions));
  const readsMembers = entries.some(({ memberIamActions }) => memberIamActions.length > 0);
  return readsMembers && memberRole !== null
    ? [...statements, assumeStatement(memberRole)]
    : statements;
}

/** What exports in S3 need, where such are configured. */
function focusStatements({ focus }: Pick<Config, 'focus'>): readonly Statement[] {
  const place = focus.exports === null ? null : exportLocation(focus.exports);
  return place === null ? [] : exportStatements(place);
}

/** Taking the role for writing, where approved changes are made. */
function changeStatements({ approvals }: Pick<Config, 'approvals'>): readonly Statement[] {
  const { writeRole } = approvals.aws;
  return writeRole === null ? [] : [assumeStatement(writeRole, 'Change')];
}

/** What the role for writing needs. Each session gets less: the actions of one change, on what that change names. */
function writeStatements({ approvals }: Pick<Config, 'approvals'>): readonly Statement[] {
  return readStatements(writeActions(approvals.onlyActions), 'Change');
}

function memberStatements(entries: readonly AnalyzerSummary[]): readonly Statement[] {
  const actions = entries.flatMap(({ memberIamActions }) => memberIamActions);
  if (actions.length > 0) return readStatements(actions);
  throw new UsageError(
    'These analyzers read nothing in member accounts with a role of its own: no role is needed there.',
  );
}

function printTrust(role: string, principal: string, { terminal }: CommandContext): ExitCode {
  if (role === 'organization') throw new UsageError('--trust needs --role member or write.');
  if (!/^arn:aws[\w-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/.test(principal)) {
    throw new UsageError('--trust takes the ARN of a role or user.');
  }
  terminal.out(`${JSON.stringify(trustPolicy(principal), null, 2)}\n`);
  return EXIT_CODES.done;
}

function print(policies: readonly Policy[], { terminal }: CommandContext): ExitCode {
  const [only, ...others] = policies;
  const several = others.length > 0;
  if (several) {
    terminal.err(`Too long for one policy: a list of ${policies.length}; attach all of them.\n`);
  }
  terminal.out(`${JSON.stringify(several ? policies : only, null, 2)}\n`);
  return EXIT_CODES.done;
}
