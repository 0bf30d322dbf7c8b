import type { Bill } from '../world/costs/charges.ts';
import type { World } from '../world/types.ts';

/** What every operation of Cost Explorer works with. */
export interface CostExplorer {
  readonly world: World;
  readonly bill: Bill;
  /** The organisation's time, which goes on while the endpoint runs. */
  readonly now: () => Date;
}
