import {
  accountsOf,
  NAMED_ACCOUNTS,
  organizationalUnitsOf,
  organizationIdOf,
  rootIdOf,
} from './accounts.ts';
import { placeOf } from './place.ts';
import { GLOBAL, MOST_REGIONS, regionsOf, UNRECORDED } from './regions.ts';
import type { ResourceKind } from './resource-kind.ts';
import { RESOURCE_KINDS } from './resource-kinds.ts';
import type {
  Cell,
  Place,
  Resource,
  ResourceFilter,
  World,
  WorldAccount,
  WorldParameters,
} from './types.ts';

const DEFAULTS = {
  seed: 1,
  accounts: NAMED_ACCOUNTS,
  regions: 5,
  resources: 4_000,
  months: 24,
  poison: false,
};

function checked(parameters: WorldParameters): WorldParameters {
  const { accounts, regions, resources, months } = parameters;
  const within = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  if (!within(accounts, NAMED_ACCOUNTS, 10_000)) {
    throw new RangeError(`accounts must be ${NAMED_ACCOUNTS} to 10000.`);
  }
  if (!within(regions, 1, MOST_REGIONS))
    throw new RangeError(`regions must be 1 to ${MOST_REGIONS}.`);
  if (!within(resources, 0, 100_000_000)) throw new RangeError('resources must be 0 to 100000000.');
  if (!within(months, 1, 120)) throw new RangeError('months must be 1 to 120.');
  return parameters;
}

const KINDS = new Map(RESOURCE_KINDS.map((kind) => [kind.type, kind]));

function kindOf(type: string): ResourceKind {
  const kind = KINDS.get(type);
  if (kind === undefined) throw new RangeError(`There is no resource type ${type}.`);
  return kind;
}

function livesIn(kind: ResourceKind, region: string, homeRegion: string): boolean {
  if (kind.scope === 'global') return region === GLOBAL;
  return kind.scope === 'home' ? region === homeRegion : region !== GLOBAL;
}

function allows(list: readonly string[] | undefined, value: string): boolean {
  return list === undefined || list.includes(value);
}

/** The list from an item of it on; all of it without one. */
function startingAt<Item>(list: readonly Item[], first: Item | undefined): readonly Item[] {
  return first === undefined ? list : list.slice(list.indexOf(first));
}

/** Remembers the place asked for last: walks ask for the same one many times over. */
function rememberLast(make: (where: Pick<Place, 'account' | 'region'>) => Place): typeof make {
  let last: Place | null = null;
  return (where) => {
    if (last?.account !== where.account || last.region !== where.region) last = make(where);
    return last;
  };
}

/** Makes the organisation. The same parameters give the same organisation, whatever is read from it and in what order. */
export function createWorld(
  options: Partial<WorldParameters> & Pick<WorldParameters, 'now'>,
): World {
  const parameters = checked({ ...DEFAULTS, ...options });
  const accounts = accountsOf(parameters);
  const regions = regionsOf(parameters.regions);
  const homeRegion = regions[0] ?? '';
  const everywhere = [...regions, GLOBAL];
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const totalSize = accounts.reduce((sum, account) => sum + account.size, 0);
  const placeIn = rememberLast((cell) => placeOf(parameters, totalSize, cell));
  const count = (cell: Cell): number => kindOf(cell.type).count(placeIn(cell));

  function* cells(filter: ResourceFilter = {}, from: Cell | null = null): Iterable<Cell> {
    for (const account of accounts.slice(from?.account.index ?? 0)) {
      if (!allows(filter.accountIds, account.id)) continue;
      const inAccount = account === from?.account ? from : null;
      for (const region of startingAt(everywhere, inAccount?.region)) {
        const first = region === inAccount?.region ? inAccount.type : undefined;
        if (allows(filter.regions, region)) yield* cellsIn({ account, region }, filter, first);
      }
    }
  }

  function* cellsIn(
    where: Pick<Cell, 'account' | 'region'>,
    filter: ResourceFilter,
    first: string | undefined,
  ): Iterable<Cell> {
    const place = placeIn(where);
    for (const kind of startingAt(RESOURCE_KINDS, first === undefined ? first : kindOf(first))) {
      if (!allows(filter.types, kind.type) || !livesIn(kind, where.region, homeRegion)) continue;
      if (kind.count(place) > 0) yield { ...where, type: kind.type };
    }
  }

  function* resources(filter: ResourceFilter = {}): Iterable<Resource> {
    for (const cell of cells(filter)) yield* resourcesIn(placeIn(cell), kindOf(cell.type));
  }

  return {
    parameters,
    organizationId: organizationIdOf(parameters.seed),
    rootId: rootIdOf(parameters.seed),
    managementAccountId: namedAccount(accounts, 'management').id,
    auditAccountId: namedAccount(accounts, 'security-audit').id,
    homeRegion,
    regions,
    accounts,
    organizationalUnits: organizationalUnitsOf(parameters.seed),
    resourceTypes: RESOURCE_KINDS.map((kind) => kind.type),
    account: (id) => byId.get(id),
    recorded: (account, region) =>
      account.state === 'ACTIVE' &&
      !(account.name === UNRECORDED.account && region === UNRECORDED.region),
    place: placeIn,
    cells,
    count,
    resourceAt: (cell, index) => resourceAt(placeIn(cell), kindOf(cell.type), index),
    changeCount: () => 0,
    resources,
  };
}

function namedAccount(accounts: readonly WorldAccount[], name: string): WorldAccount {
  const account = accounts.find((candidate) => candidate.name === name);
  if (account === undefined) throw new RangeError(`There is no account ${name}.`);
  return account;
}

function resourceAt(place: Place, kind: ResourceKind, index: number): Resource {
  const count = kind.count(place);
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`The cell has ${count} resources of type ${kind.type}.`);
  }
  return kind.make(place, index);
}

function* resourcesIn(place: Place, kind: ResourceKind): Iterable<Resource> {
  const count = kind.count(place);
  for (let index = 0; index < count; index += 1) yield kind.make(place, index);
}
