import { createRandom } from '../world/random.ts';
import type { World, WorldAccount } from '../world/types.ts';

/** A person of the organisation's Identity Center directory. */
export interface DirectoryUser {
  readonly id: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title: string;
  /** False for somebody who has left. */
  readonly enabled: boolean;
}

/** A group and its members' ids. */
export interface DirectoryGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly members: readonly string[];
}

/** The whole directory: it grows with the number of teams, not of resources. */
export interface Directory {
  /** `d-` and the last ten digits of the management account's id. */
  readonly identityStoreId: string;
  readonly users: readonly DirectoryUser[];
  readonly groups: readonly DirectoryGroup[];
}

const GIVEN = [
  'Aisha',
  'Ben',
  'Chloe',
  'Daniel',
  'Emily',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jack',
];
const FAMILY = [
  'Nguyen',
  'Smith',
  'Patel',
  'Kaur',
  'Wilson',
  'Rossi',
  'Tanaka',
  'Brown',
  'Silva',
  'Cohen',
];
const TITLES = ['CloudOps engineer', 'FinOps analyst', 'Security engineer', 'Platform engineer'];
const PEOPLE_PER_TEAM = 4;

/** Who has left, and is still in a group. */
const LEFT = { team: 'payments', position: 3 };

/** People that nobody has put into a group. */
const CONTRACTORS = 2;

function directoryId(seed: number, kind: string, key: string): string {
  const hex = createRandom(seed, 'directory', kind, key).hex(42);
  return `${hex.slice(0, 10)}-${hex.slice(10, 18)}-${hex.slice(18, 22)}-${hex.slice(22, 26)}-${hex.slice(26, 30)}-${hex.slice(30)}`;
}

function userOf(seed: number, team: string, position: number): DirectoryUser {
  const random = createRandom(seed, 'directory', team, position);
  const [givenName, familyName] = [random.pick(GIVEN), random.pick(FAMILY)];
  const name = `${givenName}.${familyName}`.toLowerCase();
  return {
    id: directoryId(seed, 'user', `${team}/${position}`),
    userName: `${name}.${team}${position}@example.com`,
    givenName,
    familyName,
    title: random.pick(TITLES),
    enabled: !(team === LEFT.team && position === LEFT.position),
  };
}

function teamsOf(accounts: readonly WorldAccount[]): readonly string[] {
  return [...new Set(accounts.map(({ team }) => team))].toSorted();
}

/** Makes the directory: one group per team, one that approves changes and one that is empty; some people are in none. */
export function createDirectory({ parameters, accounts, managementAccountId }: World): Directory {
  const { seed } = parameters;
  const teams = teamsOf(accounts).map((team) => ({
    team,
    users: Array.from({ length: PEOPLE_PER_TEAM }, (_, position) => userOf(seed, team, position)),
  }));
  const groupOf = (name: string, description: string, users: readonly DirectoryUser[]) => ({
    id: directoryId(seed, 'group', name),
    name,
    description,
    members: users.map(({ id }) => id),
  });
  const contractors = Array.from({ length: CONTRACTORS }, (_, position) =>
    userOf(seed, 'contractors', position),
  );
  const leads = teams.flatMap(({ users }) => users.slice(0, 1));
  return {
    identityStoreId: `d-${managementAccountId.slice(-10)}`,
    users: [...teams.flatMap(({ users }) => users), ...contractors],
    groups: [
      ...teams.map(({ team, users }) => groupOf(`team-${team}`, `People of ${team}`, users)),
      groupOf('change-approvers', 'May approve changes', leads),
      groupOf('auditors', 'External auditors', []),
    ],
  };
}
