import type { Money } from '../contracts/findings.ts';
import {
  type ActionTarget,
  type BlastRadius,
  RISK_LEVELS,
  type RiskLevel,
} from '../contracts/plan.ts';

const ENVIRONMENT_KEYS = new Set(['environment', 'env', 'stage']);

/** Words for environments that are not production; what is not among them counts as production. */
const NOT_PRODUCTION = new Set([
  'dev',
  'development',
  'test',
  'testing',
  'qa',
  'staging',
  'stage',
  'stg',
  'uat',
  'preprod',
  'sandbox',
  'sbx',
]);

/** What a plan touches; what is in no account or Region counts for none. */
export function blastRadiusOf(targets: readonly ActionTarget[]): BlastRadius {
  return {
    resources: distinct(
      // An id of a resource is one within its account and Region only.
      targets.map(({ accountId, region, resourceId }) =>
        JSON.stringify([accountId, region, resourceId]),
      ),
    ),
    accounts: distinct(targets.map(({ accountId }) => accountId)),
    regions: distinct(targets.map(({ region }) => region)),
    production: targets.length === 0 || targets.some(mayBeProduction),
  };
}

function distinct(values: readonly (string | null)[]): number {
  return new Set(values.filter((value) => value !== null)).size;
}

/** True unless a tag says another environment, and none says production. */
function mayBeProduction({ tags }: ActionTarget): boolean {
  const said = Object.entries(tags).filter(([key]) => ENVIRONMENT_KEYS.has(key.toLowerCase()));
  if (said.length === 0) return true;
  return said.some(([, value]) => !NOT_PRODUCTION.has(value.trim().toLowerCase()));
}

/** From how much of something on a plan is of medium, and of high risk. */
const THRESHOLDS: Readonly<Record<'resources' | 'accounts' | 'regions', readonly number[]>> = {
  resources: [11, 51],
  accounts: [2, 6],
  regions: [3, 9],
};

/** Additions to the monthly bill from which on a plan is of medium, and of high risk. */
const COST_THRESHOLDS: readonly number[] = [100, 1000];

/**
 * How much care a plan needs: the highest of what each of its sides asks for, so that more reach never lowers it. What cannot be
 * brought back is of high risk at least, and in production critical.
 * @param costChange of the monthly bill; one that is not priced, null, says nothing.
 */
export function riskOf(
  isDestructive: boolean,
  radius: BlastRadius,
  costChange: Money | null = null,
): RiskLevel {
  const { resources, accounts, regions, production } = radius;
  const ranks = [
    isDestructive ? 2 : 0,
    isDestructive && production ? 3 : 0,
    production ? 1 : 0,
    rankOf(resources, THRESHOLDS.resources),
    rankOf(accounts, THRESHOLDS.accounts),
    rankOf(regions, THRESHOLDS.regions),
    rankOf(costChange?.amount ?? 0, COST_THRESHOLDS),
  ];
  return RISK_LEVELS[Math.max(...ranks)] ?? 'critical';
}

/** How many thresholds a value has reached. */
function rankOf(value: number, thresholds: readonly number[]): number {
  return thresholds.filter((threshold) => value >= threshold).length;
}
