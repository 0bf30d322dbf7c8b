import type { RunContext } from './analysis.ts';
import type { Evidence, Finding } from './findings.ts';
import type { Plan } from './plan.ts';
import type { Recommendation } from './results.ts';

/** An option that somebody wants to have done, with what it was found from. */
export interface PlanOption {
  readonly recommendation: Recommendation;
  /** The single resources that it is about. */
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
}

/** Why there is no plan that could be executed here, in a sentence, and what people can do instead. */
export interface NoPlan {
  readonly reason: string;
  /** A command or a piece of Terraform to take to one's own change process; it is text, never run here. Null when there is none. */
  readonly instead: string | null;
}

/** Makes exact plans of options. It reads AWS at most (trial runs), and changes nothing. */
export interface Planner {
  plan(option: PlanOption, context: RunContext): Promise<Plan | NoPlan>;
}

/** Whether a plan came out. */
export function isPlan(planned: Plan | NoPlan): planned is Plan {
  return 'actions' in planned;
}
