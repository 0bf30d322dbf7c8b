import type { Static, TObject, TProperties } from 'typebox';
import type { Caller } from './analysis.ts';
import type { Clock, Logger } from './context.ts';
import type { ExecutorKind } from './executor-kinds.ts';
import type { ActionTarget, JsonValue, PlannedAction } from './plan.ts';

/** What a step is told about the execution it belongs to. */
export interface ExecutionContext {
  /** Of the approval; also names the execution to AWS. */
  readonly approvalId: string;
  /** Stable for one action of one approval: AWS's client token where an API takes one, so that a repeated call is one effect. */
  readonly idempotencyKey: string;
  /** The requester, as the logs of AWS accounts will name them. */
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a step said, in words fit for approvers; secrets removed. */
export interface StepReport {
  readonly passed: boolean;
  readonly detail: string;
  /** Facts that the next steps and the audit need: ids of snapshots, states before. Never a secret. */
  readonly facts: Readonly<Record<string, JsonValue>>;
}

/** What the world shows about an action whose outcome was lost. */
export type Reconciled = 'done' | 'not-done' | 'unclear';

/**
 * Something that can be done after an approval. It does one kind of change, on exact arguments, and can say before what would happen
 * and after whether it did.
 */
export interface Executor<Schema extends TObject<TProperties> = TObject<TProperties>> {
  /** `ec2.stop-instance`: service and verb, lower-case letters, digits, `.` and `-`. */
  readonly id: string;
  readonly kind: ExecutorKind;
  /** For approvers: what it does, in a sentence. */
  readonly description: string;
  readonly arguments: Schema;
  /** IAM actions that it needs of the role which is assumed for writing. */
  readonly iamActions: readonly string[];
  /** True when nothing can bring back what it removes; such a plan is of high risk at least. */
  readonly destructive: boolean;
  /**
   * The action that does this to one target, or null when the target is not of its type. `details` are arguments that the target
   * alone does not say, such as a port or tags.
   */
  plan(
    target: ActionTarget,
    details?: Readonly<Record<string, JsonValue>>,
  ): Omit<PlannedAction, 'id'> | null;
  /** Reads whether the world is as the plan assumes: the last look before the change. It changes nothing. */
  check(args: Static<Schema>, context: ExecutionContext): Promise<StepReport>;
  /** Asks the API whether it would do it (`DryRun`), where the API can say; else the same as {@link check}. */
  dryRun(args: Static<Schema>, context: ExecutionContext): Promise<StepReport>;
  /** Does it once. What must be kept for a rollback is made first, and is in the report's facts. */
  execute(args: Static<Schema>, context: ExecutionContext): Promise<StepReport>;
  /** Reads whether the world is as it was meant to become. */
  verify(args: Static<Schema>, context: ExecutionContext): Promise<StepReport>;
  /** Undoes it by what {@link execute} reported; null where nothing can. */
  readonly rollBack:
    | ((args: Static<Schema>, done: StepReport, context: ExecutionContext) => Promise<StepReport>)
    | null;
  /** Reads the world after a lost outcome. It changes nothing. */
  reconcile(args: Static<Schema>, context: ExecutionContext): Promise<Reconciled>;
}

/** Defines an executor. */
export function defineExecutor<Schema extends TObject<TProperties>>(
  executor: Executor<Schema>,
): Executor<Schema> {
  return Object.freeze(executor);
}
