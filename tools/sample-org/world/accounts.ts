import { accountNameOf } from './poison.ts';
import { createRandom, fractionOf, hashOf } from './random.ts';
import type {
  AccountPurpose,
  Environment,
  OrganizationalUnit,
  WorldAccount,
  WorldParameters,
} from './types.ts';

interface Blueprint {
  readonly name: string;
  readonly purpose: AccountPurpose;
  readonly team: string;
  readonly environment: Environment;
  readonly unit: UnitName;
  readonly size: number;
  /** What is out of the ordinary here. */
  readonly quirk?: 'suspended' | 'denies-assume-role' | 'not-enrolled';
}

const UNITS = ['Security', 'Infrastructure', 'Workloads', 'Sandbox', 'Suspended'] as const;
type UnitName = (typeof UNITS)[number];

function workload(
  team: string,
  environment: Environment,
  rest: Pick<Blueprint, 'size' | 'quirk'>,
): Blueprint {
  const name = `${team}-${environment}`;
  return { name, team, environment, purpose: 'workload', unit: 'Workloads', ...rest };
}

function platform(
  name: string,
  purpose: AccountPurpose,
  rest: Pick<Blueprint, 'unit' | 'size'>,
): Blueprint {
  return { name, purpose, team: 'platform', environment: 'prod', ...rest };
}

/** The accounts every organisation here has, in the order in which they joined. */
const NAMED: readonly Blueprint[] = [
  platform('management', 'management', { unit: 'Infrastructure', size: 0.2 }),
  platform('security-audit', 'audit', { unit: 'Security', size: 0.3 }),
  platform('log-archive', 'log-archive', { unit: 'Security', size: 0.3 }),
  platform('network-hub', 'network', { unit: 'Infrastructure', size: 0.5 }),
  platform('shared-services', 'shared-services', { unit: 'Infrastructure', size: 0.9 }),
  workload('payments', 'prod', { size: 2.4 }),
  workload('payments', 'staging', { size: 0.9 }),
  workload('payments', 'dev', { size: 0.8 }),
  workload('data-platform', 'prod', { size: 2 }),
  workload('data-platform', 'dev', { size: 1, quirk: 'not-enrolled' }),
  workload('customer-portal', 'prod', { size: 1.6 }),
  workload('lending', 'prod', { size: 1.2, quirk: 'denies-assume-role' }),
  {
    name: 'sandbox',
    purpose: 'sandbox',
    team: 'engineering',
    environment: 'sandbox',
    unit: 'Sandbox',
    size: 0.6,
  },
  {
    name: 'legacy-crm',
    purpose: 'workload',
    team: 'crm',
    environment: 'prod',
    unit: 'Suspended',
    size: 0.2,
    quirk: 'suspended',
  },
];

const MORE_TEAMS = [
  'identity',
  'claims',
  'mobile',
  'search',
  'pricing',
  'risk',
  'marketing',
  'billing',
  'partner-api',
  'analytics',
  'onboarding',
  'treasury',
];
const MORE_ENVIRONMENTS: readonly Environment[] = ['prod', 'staging', 'dev'];

/** Names beyond the fixed ones: team by team, then numbered. */
function furtherBlueprint(position: number, seed: number): Blueprint {
  const round = Math.floor(position / (MORE_TEAMS.length * MORE_ENVIRONMENTS.length));
  const team = MORE_TEAMS[Math.floor(position / 3) % MORE_TEAMS.length] ?? 'team';
  const environment = MORE_ENVIRONMENTS[position % 3] ?? 'dev';
  const size = 0.3 + 1.2 * fractionOf(seed, 'size', position);
  const blueprint = workload(round === 0 ? team : `${team}-${round + 1}`, environment, { size });
  const luck = fractionOf(seed, 'quirk', position);
  if (luck < 0.01) return { ...blueprint, unit: 'Suspended', quirk: 'suspended' };
  if (luck < 0.02) return { ...blueprint, quirk: 'denies-assume-role' };
  return luck < 0.03 ? { ...blueprint, quirk: 'not-enrolled' } : blueprint;
}

/** Twelve digits, different for every position. */
function accountId(seed: number, index: number): string {
  const head = 100_000 + (hashOf(seed, 'account', index) % 900_000);
  return `${head}${String(((index + 17) * 7919) % 1_000_000).padStart(6, '0')}`;
}

function joinedOn(parameters: WorldParameters, index: number): Date {
  const monthsAgo = Math.max(parameters.months - Math.floor(index / 2), 1);
  const joined = new Date(parameters.now);
  joined.setUTCMonth(joined.getUTCMonth() - monthsAgo - 12, 1 + (index % 27));
  return joined;
}

function toAccount(blueprint: Blueprint, index: number, parameters: WorldParameters): WorldAccount {
  const { name, purpose, team, environment, size, quirk } = blueprint;
  return {
    id: accountId(parameters.seed, index),
    index,
    name: accountNameOf(parameters, { name, index }),
    email: `aws+${name}@example.com`,
    purpose,
    team,
    environment,
    costCentre: `CC-${1000 + (hashOf(team) % 9000)}`,
    owner: `${team}-team@example.com`,
    organizationalUnitId: unitId(parameters.seed, blueprint.unit),
    state: quirk === 'suspended' ? 'SUSPENDED' : 'ACTIVE',
    joined: joinedOn(parameters, index),
    size,
    assumable: quirk !== 'denies-assume-role' && quirk !== 'suspended',
    enrolled: quirk !== 'not-enrolled' && quirk !== 'suspended',
  };
}

function lowerId(length: number, ...parts: readonly (string | number)[]): string {
  const random = createRandom(...parts);
  return Array.from({ length }, () => random.integer(0, 35).toString(36)).join('');
}

function rootSuffix(seed: number): string {
  return lowerId(4, seed, 'root');
}

function unitId(seed: number, name: UnitName): string {
  return `ou-${rootSuffix(seed)}-${lowerId(8, seed, 'unit', name)}`;
}

/** Id of the organization, `o-…`. */
export function organizationIdOf(seed: number): string {
  return `o-${lowerId(10, seed, 'organization')}`;
}

/** Id of the organization's root, `r-…`. */
export function rootIdOf(seed: number): string {
  return `r-${rootSuffix(seed)}`;
}

/** The organizational units, all of them directly under the root. */
export function organizationalUnitsOf(seed: number): readonly OrganizationalUnit[] {
  return UNITS.map((name) => ({ id: unitId(seed, name), name }));
}

/** The member accounts, the management account first. */
export function accountsOf(parameters: WorldParameters): readonly WorldAccount[] {
  return Array.from({ length: parameters.accounts }, (_, index) => {
    const blueprint = NAMED[index] ?? furtherBlueprint(index - NAMED.length, parameters.seed);
    return toAccount(blueprint, index, parameters);
  });
}

/** How many accounts every organisation has at least. */
export const NAMED_ACCOUNTS = NAMED.length;
