import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  ApprovalError,
  type ApprovalRequest,
  type DecisionOrder,
  type Person,
} from '../contracts/approvals.ts';
import { xopsError } from '../errors.ts';
import { type ApprovalRouteOptions, abilitiesOf } from './approval-exchange.ts';

const TEXT = Type.String({ maxLength: 1000 });

const ORDER = Compile(
  Type.Object(
    {
      verdict: Type.Optional(Type.Enum(['approve', 'reject', 'request-changes'])),
      seenHash: Type.Optional(Type.String({ pattern: '^sha256:[0-9a-f]{64}$' })),
      outcome: Type.Optional(Type.Enum(['SUCCEEDED', 'FAILED'])),
      comment: Type.Optional(TEXT),
      what: Type.Optional(TEXT),
      why: Type.Optional(TEXT),
    },
    { additionalProperties: false },
  ),
);

/** What can be done about a request over HTTP. */
export const ORDERS = ['decision', 'cancel', 'revoke', 'execute', 'roll-back', 'settle'] as const;

/** One of {@link ORDERS}. */
type OrderName = (typeof ORDERS)[number];

/** An order of a person about a request. */
export interface Order {
  readonly id: string;
  readonly name: OrderName;
  readonly body: unknown;
  readonly person: Person;
  readonly channel: DecisionOrder['channel'];
}

/**
 * Does what a person orders.
 * @throws ApprovalError as the ledger says, XOPS_BODY_INVALID for a body that is no order.
 */
export async function carryOut(
  { id, name, body, person, channel }: Order,
  options: ApprovalRouteOptions,
): Promise<ApprovalRequest> {
  const { approvals } = options;
  const written = readOrder(body ?? {});
  const { comment = '', outcome } = written;
  switch (name) {
    case 'decision':
      return await approvals.decide(id, decisionOf(written, channel), person);
    case 'cancel':
      return await approvals.cancel(id, person, comment);
    case 'revoke':
      return await approvals.revoke(id, person, comment);
    case 'roll-back':
      return await approvals.rollBack(id, person, comment);
    case 'settle':
      if (outcome === undefined) throw invalid('outcome is needed: SUCCEEDED or FAILED');
      return await approvals.settle(id, outcome, { ...person, comment });
    case 'execute':
      await assertMayExecute(id, person, options);
      return await approvals.execute(id);
  }
}

function decisionOf(
  { verdict, seenHash, comment = '', what = '', why = '' }: ReturnType<typeof readOrder>,
  channel: DecisionOrder['channel'],
): DecisionOrder {
  if (verdict === undefined || seenHash === undefined)
    throw invalid('verdict and seenHash are needed');
  return {
    verdict,
    seenHash,
    channel,
    comment: comment === '' ? null : comment,
    correction: what + why === '' ? null : { what, why },
  };
}

function readOrder(body: unknown) {
  if (ORDER.Check(body)) return body;
  const [error] = ORDER.Errors(body);
  throw invalid(`${error?.instancePath || 'it'} ${error?.message ?? 'is malformed'}`);
}

function invalid(reason: string): Error {
  return xopsError('XOPS_BODY_INVALID', { reason });
}

async function assertMayExecute(
  id: string,
  person: Person,
  options: ApprovalRouteOptions,
): Promise<void> {
  const found = await options.approvals.read(id);
  if (found === null) throw new ApprovalError('not-found', 'There is no such request.');
  if (found.request.status !== 'APPROVED') return;
  if ((await abilitiesOf(found, person, options)).execute) return;
  throw new ApprovalError('not-allowed', 'Who asked, or may approve, has it executed.');
}
