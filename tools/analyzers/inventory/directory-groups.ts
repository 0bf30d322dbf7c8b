import type { Directory, DirectoryGroup, DirectoryUser } from '../../aws/directory-reader.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, type Noun, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';

const GROUPS: Noun = { one: 'group', many: 'groups' };
const USERS: Noun = { one: 'user', many: 'users' };

/** `inv.identity.groups`: each group of Identity Center, and the users that are in none. */
export const directoryGroups = defineAnalyzer<readonly Directory[]>({
  id: 'inv.identity.groups',
  finds: { one: 'group or user', many: 'groups and users' },
  columns: [
    column('name', 'Name'),
    column('kind', 'Kind'),
    column('members', 'Members', 'number'),
    column('problem', 'Problem'),
    column('people', 'People'),
    SEVERITY,
  ],
  advice: null,
  read: (readers) => readers.directory.directories(),
  rows: directoryRows,
  summarise: directorySummary,
});

/** Groups and users with something to look at first, then the groups by size. Pure. */
export function directoryRows(
  directories: readonly Directory[],
  { entry }: AnalysisRequest,
): readonly Row[] {
  const rows = directories.flatMap((directory) => [
    ...directory.groups.map((group) => groupRow(group, directory, severityOf(entry))),
    ...loneUsers(directory).map((user) => userRow(user, directory)),
  ]);
  return ordered(rows, bySeverity, byNumber('members'));
}

function groupRow(group: DirectoryGroup, directory: Directory, usual: Row['severity']): Row {
  const problem = problemOf(group, directory);
  const names = new Map(directory.users.map(({ id, displayName }) => [id, displayName]));
  return totalRow({
    id: `${directory.id}/${group.id}`,
    severity: problem === null ? usual : 'LOW',
    fields: {
      name: group.name,
      kind: 'Group',
      members: group.members.length,
      people: listed(group.members.map((id) => names.get(id) ?? id)),
      problem,
    },
    evidence: group.evidence,
  });
}

function problemOf({ members }: DirectoryGroup, { users }: Directory): string | null {
  if (members.length === 0) return 'Has no member';
  const disabled = new Set(users.filter(({ status }) => status === 'DISABLED').map(({ id }) => id));
  const found = members.filter((id) => disabled.has(id)).length;
  return found === 0 ? null : `Disabled members: ${found}`;
}

/** Names that still can be read in one cell. */
const SHOWN = 4;

function listed(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length <= SHOWN ? shown : `${shown} and ${names.length - SHOWN} more`;
}

/** Users that are in no group. */
function loneUsers({ users, groups }: Directory): readonly DirectoryUser[] {
  const grouped = new Set(groups.flatMap(({ members }) => members));
  return users.filter(({ id }) => !grouped.has(id));
}

function userRow({ id, name, status, evidence }: DirectoryUser, directory: Directory): Row {
  const problem = status === 'DISABLED' ? 'In no group, and disabled' : 'In no group';
  return totalRow({
    id: `${directory.id}/${id}`,
    severity: 'LOW',
    fields: { name, kind: 'User', members: null, people: null, problem },
    evidence: [evidence],
  });
}

function directorySummary(
  rows: readonly Row[],
  directories: readonly Directory[],
  { entry: { source } }: AnalysisRequest,
): Summary {
  const groups = directories.flatMap((directory) => directory.groups);
  const users = directories.reduce((sum, directory) => sum + directory.users.length, 0);
  const lone = rows.filter(({ fields }) => fields['kind'] === 'User').length;
  const empty = groups.filter(({ members }) => members.length === 0).length;
  const kind = 'number' as const;
  return {
    headlines: [
      { label: 'Groups', value: groups.length, kind, source },
      { label: 'Users', value: users, kind, source },
      { label: 'Users in no group', value: lone, kind, source },
      { label: 'Groups without a member', value: empty, kind, source },
    ],
    sentence: [
      strong(...counted(groups.length, GROUPS), ' and ', ...counted(users, USERS)),
      ' in Identity Center; ',
      ...counted(lone, { one: 'user is', many: 'users are' }),
      ' in no group, ',
      ...counted(empty, { one: 'group has', many: 'groups have' }),
      ' no member',
    ],
    notes: [
      'A member is a user whom the group names; which accounts a group may enter is not part of this answer.',
    ],
    chart: barChart(
      groups.map(({ name, members }) => ({ label: name, value: members.length })),
      { title: 'Members by group', unit: 'users', name: 'Members' },
    ),
  };
}
