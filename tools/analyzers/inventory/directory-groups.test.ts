import { describe, expect, it } from 'vitest';
import type { Directory } from '../../aws/directory-reader.ts';
import { requestFor } from '../test/fake-readers.ts';
import { directoryRows } from './directory-groups.ts';

const user = (id: string, status: string | null = 'ENABLED') => ({
  id,
  name: `${id}@example.com`,
  displayName: id.toUpperCase(),
  status,
  evidence: 'sha256:users',
});
const group = (name: string, ...members: readonly string[]) => ({
  id: name,
  name,
  members,
  evidence: ['sha256:groups'],
});

function rowsOf(directory: Omit<Directory, 'id'>) {
  const request = requestFor('inv.identity.groups');
  return directoryRows([{ id: 'd-1', ...directory }], request).map(({ severity, fields }) => [
    fields['name'],
    fields['members'],
    fields['problem'],
    severity,
  ]);
}

describe('inv.identity.groups', () => {
  it('finds users in no group, groups without members, and members that are disabled', () => {
    const users = [user('ann'), user('bob', 'DISABLED'), user('cy'), user('dee', 'DISABLED')];
    const groups = [group('admins', 'ann', 'bob'), group('auditors')];
    expect(rowsOf({ users, groups })).toEqual([
      ['admins', 2, 'Disabled members: 1', 'LOW'],
      ['auditors', 0, 'Has no member', 'LOW'],
      ['cy@example.com', null, 'In no group', 'LOW'],
      ['dee@example.com', null, 'In no group, and disabled', 'LOW'],
    ]);
  });

  it('lists a group that is in order without a problem', () => {
    expect(rowsOf({ users: [user('ann', null)], groups: [group('admins', 'ann')] })).toEqual([
      ['admins', 1, null, 'INFORMATIONAL'],
    ]);
  });

  it('names some of the members, and the number of the others', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const directory = {
      id: 'd-1',
      users: ids.map((id) => user(id)),
      groups: [group('all', ...ids)],
    };
    const [row] = directoryRows([directory], requestFor('inv.identity.groups'));
    expect(row?.fields['people']).toBe('A, B, C, D and 3 more');
  });
});
