import type { Caller } from '../../pipeline-server/contracts/analysis.ts';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { canonicalJson, textHash } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Evidence } from '../../pipeline-server/contracts/findings.ts';
import { isDenied, toAnalysisError } from './aws-errors.ts';
import type { Clients } from './clients.ts';
import { memberRoleArn, sessionTagValue, stsName } from './member-role.ts';
import type { Scheduler } from './scheduler.ts';
import type { AwsSource } from './source.ts';

/** Keys of a role in a member account. Never logged, never part of evidence. */
export interface MemberSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Who enters which account. */
export interface Entry {
  readonly accountId: string;
  /** Scope of the kept sessions. */
  readonly identity: string;
  readonly caller: Caller | undefined;
  readonly signal: AbortSignal;
  /** Told of the AssumeRole request when one was sent. */
  readonly onRequest: (evidence: Evidence) => void;
}

/** Sessions in member accounts, kept until shortly before they end. */
export interface MemberSessions {
  /**
   * The session of this identity in the account.
   * @throws AnalysisError; `denied` names the role and the remedy.
   */
  open(entry: Entry): Promise<MemberSession>;
  /** Drops a session that AWS holds for expired; the next `open` gets another one. */
  drop(entry: Pick<Entry, 'accountId' | 'identity' | 'caller'>, session: MemberSession): void;
}

/** What sessions are opened with. */
export interface MemberSessionsOptions {
  readonly clients: Pick<Clients, 'sts'>;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly source: Pick<AwsSource, 'memberRole' | 'region' | 'endpoint'>;
  /** IAM actions that a session may use, e.g. `acm:ListCertificates`; all else is denied by its policy. */
  readonly actions: readonly string[];
}

/** The API of {@link MemberSessions} as receipts name it. */
const ASSUME_ROLE = 'sts:AssumeRole';

const SESSION_SECONDS = 3_600;

/** A session is not used in its last minutes: a read that begins with it has to end with it. */
const RENEW_BEFORE_MS = 5 * 60_000;

interface Opening {
  readonly signal: AbortSignal;
  readonly session: Promise<MemberSession>;
  /** The session once it is there. */
  opened: MemberSession | null;
}

/** Nothing is opened before the first read of a member account. */
export function createMemberSessions(options: MemberSessionsOptions): MemberSessions {
  const openings = new Map<string, Opening>();

  function isFresh({ opened }: Opening): boolean {
    if (opened === null) return true;
    return opened.expiration.getTime() - RENEW_BEFORE_MS > options.clock.now().getTime();
  }

  function begin(key: string, entry: Entry): Opening {
    const session = assumeRole(options, entry);
    const opening: Opening = { signal: entry.signal, session, opened: null };
    openings.set(key, opening);
    const forget = () => openings.get(key) === opening && openings.delete(key);
    session.then((opened) => {
      opening.opened = opened;
    }, forget);
    return opening;
  }

  return {
    async open(entry) {
      const key = keyOf(entry);
      for (;;) {
        entry.signal.throwIfAborted();
        const known = openings.get(key);
        const opening = known !== undefined && isFresh(known) ? known : begin(key, entry);
        try {
          return await opening.session;
        } catch (error) {
          // Somebody else's request may have been cancelled; that is no answer to this one.
          if (opening.signal === entry.signal || !opening.signal.aborted) throw error;
        }
      }
    },
    drop(entry, session) {
      const key = keyOf(entry);
      if (openings.get(key)?.opened === session) openings.delete(key);
    },
  };
}

/** A session that names a person never serves a caller who is not proved to be that person. */
function keyOf({ identity, caller, accountId }: Pick<Entry, 'accountId' | 'identity' | 'caller'>) {
  return canonicalJson([identity, caller?.person ?? null, accountId]);
}

async function assumeRole(options: MemberSessionsOptions, entry: Entry): Promise<MemberSession> {
  const { scheduler, clients, source } = options;
  const { memberRole, region } = source;
  const { accountId, signal } = entry;
  if (memberRole === null) throw new AnalysisError('denied', NO_ROLE);
  const request = roleRequest(entry, memberRoleArn(memberRole, accountId), options.actions);
  const failed = { api: ASSUME_ROLE, iamAction: ASSUME_ROLE, endpoint: source.endpoint ?? 'AWS' };
  const call = { api: ASSUME_ROLE, accountId: null, region, signal };
  const { client, sdk } = await clients.sts();
  const { Credentials } = await scheduler
    .run(call, () => client.send(new sdk.AssumeRoleCommand(request), { abortSignal: signal }))
    .catch((error: unknown) => {
      throw isDenied(error) ? deniedRole(request.RoleArn, error) : toAnalysisError(error, failed);
    });
  const session = sessionOf(Credentials);
  entry.onRequest(evidenceOf(request, entry, options));
  return session;
}

const NO_ROLE =
  'Member accounts cannot be entered: no role is set. Set aws.memberRole (XOPS_AWS_MEMBER_ROLE) to a read-only role that every account has.';

function deniedRole(arn: string, cause: unknown): AnalysisError {
  const message = `AWS denied ${ASSUME_ROLE} for ${arn}. Create the role, and let its trust policy allow this server sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity.`;
  return new AnalysisError('denied', message, { cause });
}

/** The person is named only where proved; a session serves later requests too, so its tags name the one that opened it. */
function roleRequest({ caller }: Entry, arn: string, actions: readonly string[]) {
  const person = caller?.person ?? null;
  const tags = {
    OpenedByPerson: person,
    OpenedByTool: caller?.tool,
    OpenedByRequest: caller?.requestId,
  };
  return {
    RoleArn: arn,
    RoleSessionName: person === null ? 'xops' : stsName(person),
    DurationSeconds: SESSION_SECONDS,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    }),
    Tags: Object.entries(tags).flatMap(([Key, value]) =>
      value ? [{ Key, Value: sessionTagValue(value) }] : [],
    ),
    ...(person === null ? {} : { SourceIdentity: stsName(person) }),
  };
}

interface IssuedKeys {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
  readonly Expiration?: Date | undefined;
}

function sessionOf(keys: IssuedKeys | undefined): MemberSession {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined) {
    const message = `${ASSUME_ROLE} gave no credentials. Check that the endpoint is AWS.`;
    throw new AnalysisError('unavailable', message);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

/** What was asked; the answer is keys, and keys are no evidence. */
function evidenceOf(
  request: ReturnType<typeof roleRequest>,
  { accountId }: Entry,
  { clock, source }: MemberSessionsOptions,
): Evidence {
  const at = clock.now().toISOString();
  const id = textHash(canonicalJson({ request, at }));
  return { id, api: ASSUME_ROLE, request, at, accountId, region: source.region, items: 1 };
}
