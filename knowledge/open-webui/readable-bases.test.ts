import { describe, expect, it } from 'vitest';
import type { Principal } from '../../pipeline-server/contracts/principal.ts';
import { createOpenWebuiApi } from './api.ts';
import { readableBases } from './readable-bases.ts';

const ANN: Principal = {
  id: 'ann',
  email: 'ann@example.com',
  name: 'Ann',
  roles: ['user'],
  groups: ['g-secret'],
  proof: 'jwt',
  scopes: ['chat'],
};
const signal = new AbortController().signal;

const BASES = [
  base('public', 'root', [['user', '*', 'read']]),
  base('own', 'ann', []),
  base('granted', 'root', [['user', 'ann', 'read']]),
  base('of-group', 'root', [['group', 'g-ops', 'read']]),
  base('of-another', 'bob', [['user', 'bob', 'read']]),
  base('of-another-group', 'root', [['group', 'g-secret', 'read']]),
  base('writable-only', 'root', [['user', 'ann', 'write']]),
  base('odd', 'root', [['anyone', '*', 'read']]),
];

function base(id: string, owner: string, grants: readonly (readonly string[])[]) {
  return {
    id,
    user_id: owner,
    name: id,
    description: '',
    access_grants: grants.map(([type, principal, permission]) => ({
      principal_type: type,
      principal_id: principal,
      permission,
    })),
  };
}

function apiWith(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    asked.push(pathname + search);
    const answer = answers[pathname + search] ?? answers[pathname];
    return answer === undefined
      ? Response.json({ detail: 'no' }, { status: 404 })
      : Response.json(answer);
  };
  const api = createOpenWebuiApi({ url: 'http://owui.test', apiKey: 'sk-secret', fetch });
  return { api, asked };
}

const WHOLE = {
  '/api/v1/knowledge/?page=1': { items: BASES.slice(0, 5), total: BASES.length },
  '/api/v1/knowledge/?page=2': { items: BASES.slice(5), total: BASES.length },
  '/api/v1/users/ann/groups': [{ id: 'g-ops', name: 'ops' }],
};

describe('readableBases', () => {
  it("follows Open WebUI's own grants, with the groups that it knows and not those that a header names", async () => {
    const { api } = apiWith(WHOLE);
    const { baseIds, gaps } = await readableBases(api, { principal: ANN, signal });
    expect(baseIds).toEqual(['public', 'own', 'granted', 'of-group']);
    expect(gaps).toEqual([]);
  });

  it('lets a proved admin read all', async () => {
    const { api } = apiWith(WHOLE);
    const principal = { ...ANN, roles: ['admin'] };
    const { baseIds } = await readableBases(api, { principal, signal });
    expect(baseIds).toHaveLength(BASES.length);
  });

  it.each([
    ['nobody', null],
    ['an unsigned claim', { ...ANN, proof: 'unsigned' as const, roles: ['admin'] }],
    ['a key', { ...ANN, proof: 'api-key' as const }],
  ])('gives %s what is public, and says that there is more', async (_, principal) => {
    const { api, asked } = apiWith(WHOLE);
    const { baseIds, gaps } = await readableBases(api, { principal, signal });
    expect(baseIds).toEqual(['public']);
    expect(gaps.join()).toContain('not proved who asks');
    expect(asked.join()).not.toContain('/users/');
  });

  it.each([
    ['does not answer', {}],
    ['answers in another shape', { ...WHOLE, '/api/v1/knowledge/?page=1': { items: 'all' } }],
    ['does not tell the groups', { ...WHOLE, '/api/v1/users/ann/groups': undefined }],
  ])('gives nothing where Open WebUI %s', async (_, answers) => {
    const { api } = apiWith(answers);
    const { baseIds, gaps } = await readableBases(api, { principal: ANN, signal });
    expect(baseIds).toEqual([]);
    expect(gaps.join()).toContain('did not say what you may read');
    expect(gaps.join()).not.toContain('sk-secret');
  });
});
