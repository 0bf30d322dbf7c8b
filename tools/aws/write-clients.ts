import type { WriteEntry } from '../../pipeline-server/contracts/write-entry.ts';
import { memberRoleArn, sessionTagValue, stsName } from './member-role.ts';
import { GUARD_STEP, guardCommands } from './read-only.ts';
import type { AwsSource } from './source.ts';

/** Where changes are made. */
export interface WriteClientsOptions {
  readonly source: Pick<AwsSource, 'endpoint' | 'region' | 'credentials'>;
  /** Role to assume in each account for writing, or null: then nothing is written. */
  readonly writeRole: string | null;
}

/** Some changes wait for half an hour; a chained role has an hour at most (STS API reference, AssumeRole). */
const SESSION_SECONDS = 3_600;

/** Longest session policy that STS takes, in characters. */
const MOST_POLICY = 2_048;

const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 60_000 };

/** Thrown instead of sending what the change did not declare. It means a fault in this program. */
class UndeclaredOperationError extends Error {
  override readonly name = 'UndeclaredOperationError';
}

/**
 * Opens clients for approved changes: one for each change, by a session that may do this change and nothing else. Each SDK is
 * imported when it is first needed.
 */
export function createWriteClients(options: WriteClientsOptions) {
  const opener =
    <Client extends Guarded>(create: (settings: Settings) => Promise<Client>) =>
    async (entry: WriteEntry): Promise<Client> => {
      const credentials = await assumeWriteRole(options, entry);
      const client = await create({ ...settingsOf(options.source, entry), credentials });
      guard(client, entry);
      return client;
    };
  return {
    acm: opener(async (to) => new (await import('@aws-sdk/client-acm')).ACM(to)),
    ec2: opener(async (to) => new (await import('@aws-sdk/client-ec2')).EC2(to)),
    iam: opener(async (to) => new (await import('@aws-sdk/client-iam')).IAM(to)),
    kms: opener(async (to) => new (await import('@aws-sdk/client-kms')).KMS(to)),
    logs: opener(
      async (to) => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(to),
    ),
    rds: opener(async (to) => new (await import('@aws-sdk/client-rds')).RDS(to)),
    s3: opener(async (to) => {
      const { S3 } = await import('@aws-sdk/client-s3');
      return new S3({ ...to, forcePathStyle: to.endpoint !== undefined });
    }),
    securityhub: opener(
      async (to) => new (await import('@aws-sdk/client-securityhub')).SecurityHub(to),
    ),
    tagging: opener(async (to) => {
      const sdk = await import('@aws-sdk/client-resource-groups-tagging-api');
      return new sdk.ResourceGroupsTaggingAPI(to);
    }),
  };
}

/** Settings of a client; nothing is sent twice by the SDK itself but what never arrived. */
function settingsOf({ endpoint }: WriteClientsOptions['source'], { region }: WriteEntry) {
  return {
    region,
    maxAttempts: 3,
    requestHandler: TIMEOUTS,
    ...(endpoint === null ? {} : { endpoint }),
  };
}

type Settings = ReturnType<typeof settingsOf> & { readonly credentials: SessionKeys };

interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What all clients of the SDK have; each types its middlewares by its own operations. */
interface Guarded {
  readonly middlewareStack: { readonly add: unknown };
}

/** What the stack of every client takes, whatever its own types say. */
interface GuardedStack {
  add(middleware: ReturnType<typeof onlyDeclared>, step: typeof GUARD_STEP): void;
}

function guard({ middlewareStack }: Guarded, entry: WriteEntry): void {
  (middlewareStack as GuardedStack).add(onlyDeclared(entry), GUARD_STEP);
}

/** Lets through what the change declared. After an abort nothing is begun; what is under way is not cut off, for its outcome would be lost. */
function onlyDeclared({ operations, signal }: WriteEntry) {
  const allowed = new Set(operations.map((name) => `${name}Command`));
  return guardCommands((name) => {
    if (signal.aborted) return new Error(`${name} was not sent: it was stopped.`);
    return allowed.has(name)
      ? null
      : new UndeclaredOperationError(`${name} was not declared by the change that was approved.`);
  });
}

const NO_ROLE =
  'Nothing can be changed: no role for writing is set. Set approvals.aws.writeRole (XOPS_AWS_WRITE_ROLE) to a role that each account has: xops iam-policy --role write.';

/** Keys of the role for writing; they are kept nowhere. */
async function assumeWriteRole(
  { source, writeRole }: WriteClientsOptions,
  entry: WriteEntry,
): Promise<SessionKeys> {
  if (writeRole === null) throw new Error(NO_ROLE);
  const { STS } = await import('@aws-sdk/client-sts');
  const { endpoint, region, credentials } = source;
  const sts = new STS({
    region,
    requestHandler: TIMEOUTS,
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
  });
  const request = roleRequest(memberRoleArn(writeRole, entry.accountId), entry);
  const { Credentials: keys } = await sts
    .assumeRole(request, { abortSignal: entry.signal })
    .catch((error: unknown) => {
      throw new Error(refusedRole(request.RoleArn, error), { cause: error });
    })
    .finally(() => sts.destroy());
  const { AccessKeyId, SecretAccessKey, SessionToken } = keys ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw new Error('sts:AssumeRole gave no credentials. Check that the endpoint is AWS.');
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
}

function refusedRole(arn: string, error: unknown): string {
  const code = error instanceof Error ? error.name : 'unknown';
  return `The role for writing ${arn} could not be taken (${code}). Create it, and let its trust policy allow this server sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity.`;
}

/** The session may do what this change needs to what it names, and CloudTrail names the approval and who asked for it. */
function roleRequest(RoleArn: string, { approvalId, caller, reads, writes, arns }: WriteEntry) {
  const statements = [
    { Effect: 'Allow', Action: reads, Resource: '*' },
    { Effect: 'Allow', Action: writes, Resource: arns },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (Policy.length > MOST_POLICY)
    throw new Error('The policy of the session is too long for STS.');
  return {
    RoleArn,
    RoleSessionName: stsName(`xops-${approvalId}`),
    DurationSeconds: SESSION_SECONDS,
    Policy,
    Tags: [
      { Key: 'ApprovalId', Value: sessionTagValue(approvalId) },
      ...(caller.person === null
        ? []
        : [{ Key: 'RequestedBy', Value: sessionTagValue(caller.person) }]),
    ],
    ...(caller.person === null ? {} : { SourceIdentity: stsName(caller.person) }),
  };
}
