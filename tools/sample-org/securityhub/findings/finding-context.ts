import type { Resource, World, WorldAccount } from '../../world/types.ts';

/** A resource and what findings need to know about its surroundings. */
export interface FindingContext {
  readonly world: World;
  readonly account: WorldAccount;
  readonly resource: Resource;
  /** Region findings are in: the resource's own, the home Region for global resources. */
  readonly region: string;
  /** False where AWS Config records nothing; most controls can judge nothing there. */
  readonly recorded: boolean;
}
