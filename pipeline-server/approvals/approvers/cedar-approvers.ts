import { randomUUID } from 'node:crypto';
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { ApprovalRouting, Approvers, Person } from '../../contracts/approvals.ts';
import type { Logger } from '../../contracts/context.ts';
import type { Plan, RiskLevel } from '../../contracts/plan.ts';
import { provesPerson } from '../../contracts/principal.ts';
import { APPROVERS_SCHEMA } from './default-approvers.ts';

type Engine = Pick<typeof Cedar, 'validate' | 'statefulIsAuthorized'>;

/** A policy that cannot be followed; the message says where and why. */
export class ApproversPolicyError extends Error {
  override readonly name = 'ApproversPolicyError';
}

/** What the policy is asked with. */
export interface ApproversOptions {
  /** Cedar policies. */
  readonly policy: string;
  /** Where they are from, for errors. */
  readonly source: string;
  /** Different people who approve a plan, by its risk. */
  readonly quorum: Readonly<Record<RiskLevel, number>>;
  /** Groups that people may be in, for the answer who could approve. */
  readonly groups: readonly string[];
  readonly log: Logger;
}

/**
 * Asks the policy who may approve what. It can only permit: identity, four eyes, quorum in production, expiry and hashes are
 * looked at by the ledger whatever it says.
 * @throws ApproversPolicyError when the policy is not valid against the schema.
 */
export async function openApprovers(options: ApproversOptions): Promise<Approvers> {
  const { default: cedar } = await import('@cedar-policy/cedar-wasm/nodejs');
  assertValid(cedar, options);
  const id = randomUUID();
  cedar.preparsePolicySet(id, { staticPolicies: options.policy });
  const permits = remembered((person, plan) =>
    isPermitted(cedar, { id, person, plan }, options.log),
  );
  return {
    mayApprove: async (person, { plan }) => permits(person, plan),
    async routingFor(plan, requester) {
      const groups = options.groups.filter((group) => permits(memberOf(group), plan));
      return { groups, ...quorumOf(plan, requester, options.quorum) };
    },
  };
}

type Permits = (person: Person, plan: Plan) => boolean;

const MOST_REMEMBERED = 2000;

/** The policy does not change while it is open, so the same question has the same answer: an inbox asks it again and again. */
function remembered(ask: Permits): Permits {
  const answers = new Map<string, boolean>();
  return (person, plan) => {
    const question = JSON.stringify([person.id, person.groups, person.proof, attributesOf(plan)]);
    const known = answers.get(question);
    if (known !== undefined) return known;
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    const answer = ask(person, plan);
    answers.set(question, answer);
    return answer;
  };
}

/** Somebody who is in one group and nothing else. */
function memberOf(group: string): Person {
  return { id: 'anybody', name: null, groups: [group], proof: 'oidc' };
}

function quorumOf(
  { risk, blastRadius }: Plan,
  requester: Person,
  quorum: ApproversOptions['quorum'],
): Omit<ApprovalRouting, 'groups'> {
  const wanted = quorum[risk];
  if (wanted < 2 && !provesPerson(requester.proof)) {
    return {
      quorum: 2,
      reason: 'It is not proved who asks, so two people decide: one of them is somebody else.',
    };
  }
  if (wanted < 2 && blastRadius.production) {
    return { quorum: 2, reason: 'It touches production, so two people decide.' };
  }
  return { quorum: wanted, reason: `Its risk is ${risk}.` };
}

interface Question {
  readonly id: string;
  readonly person: Person;
  readonly plan: Plan;
}

/** False whatever goes wrong. */
function isPermitted(cedar: Engine, { id, person, plan }: Question, log: Logger): boolean {
  const principal = { type: 'Person', id: person.id };
  const resource = { type: 'Plan', id: 'this' };
  const answer = cedar.statefulIsAuthorized({
    principal,
    action: { type: 'Action', id: 'approve' },
    resource,
    context: { proof: person.proof },
    preparsedPolicySetId: id,
    entities: [
      {
        uid: principal,
        attrs: {},
        parents: person.groups.map((group) => ({ type: 'Group', id: group })),
      },
      { uid: resource, attrs: attributesOf(plan), parents: [] },
    ],
  });
  if (answer.type === 'failure') {
    log.error(
      { errors: answer.errors.map(({ message }) => message) },
      'the policy of approvers failed',
    );
    return false;
  }
  const { decision, diagnostics } = answer.response;
  // A condition that fails is skipped by Cedar: a `forbid` that cannot be read must not become a permission.
  return decision === 'allow' && diagnostics.errors.length === 0;
}

function attributesOf({ risk, blastRadius, actions }: Plan) {
  const targets = actions.flatMap((action) => action.targets);
  const distinct = (values: readonly (string | null)[]) =>
    [...new Set(values)].filter((value) => value !== null);
  return {
    risk,
    production: blastRadius.production,
    resources: blastRadius.resources,
    kinds: distinct(actions.map(({ kind }) => kind)),
    executors: distinct(actions.map(({ executor }) => executor)),
    accounts: distinct(targets.map(({ accountId }) => accountId)),
    regions: distinct(targets.map(({ region }) => region)),
  };
}

function assertValid(cedar: Engine, { policy, source }: ApproversOptions): void {
  const answer = cedar.validate({ schema: APPROVERS_SCHEMA, policies: { staticPolicies: policy } });
  const errors =
    answer.type === 'failure' ? answer.errors : answer.validationErrors.map(({ error }) => error);
  const [first] = errors;
  if (first === undefined) return;
  const start = first.sourceLocations?.[0]?.start ?? 0;
  const line = Buffer.from(policy).subarray(0, start).toString().split('\n').length;
  const help = first.help === null ? '' : ` ${first.help}`;
  throw new ApproversPolicyError(
    `The policy of approvers (${source}), line ${line}: ${first.message}.${help}`,
  );
}
