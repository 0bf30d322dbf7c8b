import type { BucketPlace } from '../../tools/aws/bucket-reader.ts';
import { memberRoleArn } from '../../tools/aws/member-role.ts';

/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An IAM policy, as AWS takes it. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Most characters of a managed policy, white space not counted (IAM quotas). */
const MOST_CHARACTERS = 6144;

/** A statement for each service, that allows these actions and nothing else. */
export function readStatements(
  actions: readonly string[],
  verb: 'Read' | 'Change' = 'Read',
): readonly Statement[] {
  const services = new Map<string, string[]>();
  for (const action of [...new Set(actions)].toSorted()) {
    const service = action.split(':', 1)[0] ?? '';
    services.set(service, [...(services.get(service) ?? []), action]);
  }
  return [...services].map(([service, allowed]) => ({
    Sid: `${verb}${camelCase(service)}`,
    Effect: 'Allow',
    Action: allowed,
    Resource: '*',
  }));
}

/** Taking a role, with the tags and the source identity that name who asks. */
const ENTER_ACCOUNTS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

/** Lets the organization account take the role in accounts of its own organization, and in no others. */
export function assumeStatement(role: string, verb: 'Read' | 'Change' = 'Read'): Statement {
  return {
    Sid: `${verb}MemberAccounts`,
    Effect: 'Allow',
    Action: ENTER_ACCOUNTS,
    Resource: memberRoleArn(role, '*'),
    Condition: { StringEquals: { 'aws:ResourceOrgID': `\${aws:PrincipalOrgID}` } },
  };
}

/** Lets the exports below a prefix of a bucket be listed and read, and nothing else in S3. */
export function exportStatements({ bucket, prefix }: BucketPlace): readonly Statement[] {
  return [
    {
      Sid: 'ListFocusExports',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
    },
    {
      Sid: 'ReadFocusExports',
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: `arn:aws:s3:::${bucket}/${prefix}*`,
    },
  ];
}

/** As few policies as fit these statements, in their order. */
export function toPolicies(statements: readonly Statement[]): readonly Policy[] {
  const policies: Statement[][] = [];
  for (const statement of statements.flatMap(halved)) {
    const last = policies.at(-1);
    if (last !== undefined && fits([...last, statement])) last.push(statement);
    else policies.push([statement]);
  }
  return policies.map(policyOf);
}

/** A statement that is too long alone becomes several. */
function halved(statement: Statement): readonly Statement[] {
  const { Action: actions, Sid } = statement;
  if (fits([statement]) || actions.length < 2) return [statement];
  const middle = Math.ceil(actions.length / 2);
  return [
    ...halved({ ...statement, Sid: `${Sid}A`, Action: actions.slice(0, middle) }),
    ...halved({ ...statement, Sid: `${Sid}B`, Action: actions.slice(middle) }),
  ];
}

function fits(statements: readonly Statement[]): boolean {
  return JSON.stringify(policyOf(statements)).replace(/\s/g, '').length <= MOST_CHARACTERS;
}

function policyOf(statements: readonly Statement[]): Policy {
  return { Version: '2012-10-17', Statement: statements };
}

function camelCase(service: string): string {
  return service
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Lets one principal of the organization account take a role, as the role's trust policy. */
export function trustPolicy(principal: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadByXops',
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: ENTER_ACCOUNTS,
      },
    ],
  };
}
