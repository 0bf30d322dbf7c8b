import type { World, WorldAccount } from '../world/types.ts';

/** A budget as it was set up: what it counts, and how its limit stands to the last month's cost. */
export interface BudgetPlan {
  readonly name: string;
  /** Accounts whose cost is counted; null for the whole organisation. */
  readonly accounts: readonly WorldAccount[] | null;
  /** Only this service's cost; null for all services. */
  readonly service: string | null;
  /** The limit as a multiple of the last whole month. */
  readonly factor: number;
  /** The newer form of a filter, or the older one. */
  readonly filterStyle: 'expression' | 'conditions';
}

/** Purposes whose accounts nobody has set a budget for. */
const WITHOUT = ['audit', 'log-archive', 'network', 'sandbox'];

/** Limits are set in turn: generous, tight, too low. */
const FACTORS = [1.25, 0.95, 0.72] as const;

/** Every cost budget of the management account: one for all, one for each team, one that counts a single service. */
export function budgetPlans(world: World): readonly BudgetPlan[] {
  const accounts = world.accounts.filter(
    ({ state, purpose }) => state === 'ACTIVE' && !WITHOUT.includes(purpose),
  );
  const teams = [...new Set(accounts.map(({ team }) => team))];
  return [
    {
      name: 'organisation-monthly',
      accounts: null,
      service: null,
      factor: 1.1,
      filterStyle: 'conditions',
    },
    ...teams.map((team, position) => teamPlan(accounts, team, position)),
  ];
}

/** Teams of one account have the older form, others the newer; the customer portal watches its databases only. */
function teamPlan(accounts: readonly WorldAccount[], team: string, position: number): BudgetPlan {
  const own = accounts.filter((account) => account.team === team);
  const databases = team === 'customer-portal';
  return {
    name: databases ? `${team}-databases` : `${team}-monthly`,
    accounts: own,
    service: databases ? 'Amazon Relational Database Service' : null,
    factor: FACTORS[position % FACTORS.length] ?? 1,
    filterStyle: own.length > 1 ? 'expression' : 'conditions',
  };
}
