import { contentHash } from '../../../contracts/canonical-json.ts';
import type { PlanDocument } from './plan-document.ts';

/** The hash of what a plan does, without when it was made: the same change planned again has the same. */
export function semanticHash({ timestamp: _timestamp, ...plan }: PlanDocument): string {
  return contentHash(plan);
}
