import type { RunContext } from './analysis.ts';
import type { ApprovalOrigin, ApprovalRequest, ApprovalRouting } from './approvals.ts';
import type { Plan } from './plan.ts';
import type { NoPlan, PlanOption } from './planner.ts';
import type { Principal } from './principal.ts';

/** Who wants something changed, and from where. */
export interface ChangeRequester {
  readonly principal: Principal;
  readonly origin: ApprovalOrigin;
}

/** What became of the wish. */
export interface RequestedChange {
  readonly request: ApprovalRequest;
  /** Address of its page. */
  readonly url: string;
  /** Kinds of its actions that are switched off: once approved, it waits. */
  readonly switchedOff: readonly string[];
  /** The request as a whole HTML page for a frame in a chat. */
  readonly card: string;
}

/** What would be asked for. */
export interface PreviewedChange {
  readonly plan: Plan;
  readonly routing: ApprovalRouting;
}

/** What waits: for a person's decision, and of what the person asked for. */
export interface WaitingChanges {
  readonly forMe: readonly RequestedChange[];
  readonly mine: readonly RequestedChange[];
  /** False where it is not proved who asks: then nothing can wait for their decision. */
  readonly isProved: boolean;
}

/** Where flows and tools ask to have something changed. Nothing is changed by asking. */
export interface ChangeDesk {
  /** What would be asked for, of whom: makes the plan and asks nobody. */
  preview(
    option: PlanOption,
    requester: ChangeRequester,
    context: RunContext,
  ): Promise<PreviewedChange | NoPlan>;
  /**
   * Makes a plan of an option and a request for its approval.
   * @throws ApprovalError when a hook denies the plan.
   */
  propose(
    option: PlanOption,
    requester: ChangeRequester,
    context: RunContext,
  ): Promise<RequestedChange | NoPlan>;
  /** What would be asked for where the plan is made already. */
  previewPlan(plan: Plan, requester: ChangeRequester): Promise<PreviewedChange>;
  /** Makes a request of a plan. @throws ApprovalError when a hook denies it. */
  proposePlan(plan: Plan, requester: ChangeRequester): Promise<RequestedChange>;
  waiting(principal: Principal): Promise<WaitingChanges>;
}

/** Whether a request came out. */
export function isRequested(proposed: RequestedChange | NoPlan): proposed is RequestedChange {
  return 'request' in proposed;
}
