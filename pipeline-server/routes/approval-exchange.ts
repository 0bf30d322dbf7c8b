import type { FastifyRequest } from 'fastify';
import {
  type ApprovalDetails,
  ApprovalError,
  type Approvals,
  type Approvers,
  type Person,
} from '../contracts/approvals.ts';
import type { People } from '../contracts/people.ts';
import { provesPerson } from '../contracts/principal.ts';
import { type ErrorCode, type XopsError, xopsError } from '../errors.ts';
import type { ApprovalAbilities } from '../pages/render-approval.ts';

/** What the routes of approvals work with. */
export interface ApprovalRouteOptions {
  readonly approvals: Approvals;
  readonly approvers: Approvers;
  readonly people: People;
}

/** HTTP status of a refusal, by its code. */
const ERRORS: Readonly<Record<ApprovalError['code'], ErrorCode>> = {
  'not-found': 'XOPS_APPROVAL_NOT_FOUND',
  'wrong-status': 'XOPS_APPROVAL_CONFLICT',
  'stale-hash': 'XOPS_APPROVAL_CONFLICT',
  'already-decided': 'XOPS_APPROVAL_CONFLICT',
  expired: 'XOPS_APPROVAL_CONFLICT',
  'not-enabled': 'XOPS_APPROVAL_CONFLICT',
  'not-allowed': 'XOPS_APPROVAL_FORBIDDEN',
  'identity-not-proved': 'XOPS_APPROVAL_FORBIDDEN',
  'own-request': 'XOPS_APPROVAL_FORBIDDEN',
  'denied-by-hook': 'XOPS_APPROVAL_FORBIDDEN',
  'comment-missing': 'XOPS_APPROVAL_INVALID',
  'bad-plan': 'XOPS_APPROVAL_INVALID',
};

/** Answers a refusal of the ledger as an error of the server; anything else stays what it is. */
export async function refusable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ApprovalError) throw asXopsError(error);
    throw error;
  }
}

function asXopsError(error: ApprovalError): XopsError {
  const hook = error.hook === null ? '' : ` (hook ${error.hook})`;
  return xopsError(ERRORS[error.code], { reason: `${error.message}${hook}` }, { cause: error });
}

/** Who asks, the same as through every other door. */
export async function personOf(
  { principal }: FastifyRequest,
  { people }: ApprovalRouteOptions,
): Promise<Person> {
  return await people.today(people.ofPrincipal(principal));
}

/** @throws XOPS_APPROVAL_NOT_FOUND */
export async function needDetails(
  request: FastifyRequest,
  { approvals }: ApprovalRouteOptions,
): Promise<ApprovalDetails> {
  const { id = '' } = request.params as { id?: string };
  const found = await approvals.read(id);
  if (found === null)
    throw xopsError('XOPS_APPROVAL_NOT_FOUND', { reason: 'There is no such request.' });
  return found;
}

/** What a person may do about a request. The ledger looks at it all again when they do. */
export async function abilitiesOf(
  { request, decisions }: ApprovalDetails,
  person: Person,
  { approvers }: ApprovalRouteOptions,
): Promise<ApprovalAbilities> {
  const { status } = request;
  const isRequester = request.requester.id === person.id;
  const isProved = provesPerson(person.proof);
  const isApprover = isProved && !isRequester && (await approvers.mayApprove(person, request));
  const hasDecided = decisions.some(({ approver }) => approver.id === person.id);
  const isEnded = status === 'SUCCEEDED' || status === 'FAILED';
  return {
    decide: isApprover && !hasDecided && status === 'PENDING',
    cancel: isRequester && status === 'PENDING',
    revoke: (isRequester || isApprover) && status === 'APPROVED',
    execute: (isRequester || isApprover) && isProved && status === 'APPROVED',
    rollBack: isApprover && isEnded,
    settle: isApprover && status === 'UNKNOWN',
  };
}
