import { contentHash } from '../contracts/canonical-json.ts';
import type { Plan, PlanHashes } from '../contracts/plan.ts';

/** The hashes of a plan: what people decide on is named by them, and nothing else is executed. */
export function hashPlan(plan: Plan): PlanHashes {
  return { artifact: contentHash(plan), semantic: contentHash(meaningOf(plan)) };
}

/** What it would do, whenever it was made and whatever it rests on. */
function meaningOf({ actions, artifact }: Plan): object {
  return {
    actions: actions.map((action) => ({ executor: action.executor, arguments: action.arguments })),
    artifact: artifact?.sha256 ?? null,
  };
}
