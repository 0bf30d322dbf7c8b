import type {
  ApprovalDetails,
  ApprovalRequest,
  Approvals,
  Approvers,
} from '../contracts/approvals.ts';
import type { ChangeDesk, ChangeRequester, RequestedChange } from '../contracts/change-desk.ts';
import type { Executor } from '../contracts/executor.ts';
import type { People } from '../contracts/people.ts';
import type { Plan } from '../contracts/plan.ts';
import { isPlan, type Planner } from '../contracts/planner.ts';
import { provesPerson } from '../contracts/principal.ts';
import { hashPlan } from './plan-hash.ts';

/** What the desk works with. */
export interface DeskOptions {
  readonly approvals: Approvals;
  readonly people: People;
  readonly planner: Planner;
  readonly approvers: Approvers;
  readonly pageUrl: (id: string) => string;
  readonly drawCard: (details: ApprovalDetails) => Promise<string>;
  /** Whether executors of a kind, and of an id, are switched on. */
  readonly isEnabled: (executor: Pick<Executor, 'kind' | 'id'>) => boolean;
}

const MOST_SHOWN = 20;

/** Makes the desk at which flows ask to have something changed. */
export function openDesk(options: DeskOptions): ChangeDesk {
  const { approvals, people, planner } = options;
  const personOf = async ({ principal }: ChangeRequester) =>
    await people.today(people.ofPrincipal(principal));
  const previewPlan = async (plan: Plan, requester: ChangeRequester) => ({
    plan,
    routing: await options.approvers.routingFor(plan, await personOf(requester)),
  });
  const proposePlan = async (plan: Plan, by: ChangeRequester) => {
    const { origin } = by;
    const requester = await personOf(by);
    // Asked twice in one chat, the same change is one request.
    const idempotencyKey =
      origin.messageId === null ? null : `${origin.messageId} ${hashPlan(plan).semantic}`;
    const draft = { plan, requester, origin, idempotencyKey, supersedes: null };
    return await asChange(await approvals.request(draft), options);
  };
  return {
    previewPlan,
    proposePlan,
    async preview(option, requester, context) {
      const plan = await planner.plan(option, context);
      return isPlan(plan) ? await previewPlan(plan, requester) : plan;
    },
    async propose(option, requester, context) {
      const plan = await planner.plan(option, context);
      return isPlan(plan) ? await proposePlan(plan, requester) : plan;
    },
    async waiting(principal) {
      const person = await people.today(people.ofPrincipal(principal));
      const isProved = provesPerson(person.proof);
      const query = { after: null, limit: MOST_SHOWN };
      const pending = {
        ...query,
        statuses: ['PENDING'] as const,
        requester: null,
        waitingFor: person,
      };
      const forMe = isProved ? await approvals.list(pending) : [];
      const mine = await approvals.list({
        ...query,
        statuses: [],
        requester: person.id,
        waitingFor: null,
      });
      const all = (requests: readonly ApprovalRequest[]) =>
        Promise.all(requests.map((request) => asChange(request, options)));
      return { forMe: await all(forMe), mine: await all(mine), isProved };
    },
  };
}

async function asChange(
  request: ApprovalRequest,
  { pageUrl, drawCard, isEnabled, approvals }: DeskOptions,
): Promise<RequestedChange> {
  const off = request.plan.actions.filter(
    ({ kind, executor }) => !isEnabled({ kind, id: executor }),
  );
  const nothing = { request, decisions: [], outcomes: [], history: [] };
  return {
    request,
    url: pageUrl(request.id),
    switchedOff: [...new Set(off.map(({ kind }) => kind))],
    card: await drawCard((await approvals.read(request.id)) ?? nothing),
  };
}
