import { describe, expect, it } from 'vitest';
import { createKeyRing } from './api-keys.ts';
import { createApproverReader } from './read-approver.ts';
import { createSessions, SESSION_COOKIE, SESSION_SECONDS } from './sessions.ts';

const KEY = 'a-key-of-the-dashboard';
const START = Date.parse('2026-11-28T08:00:00Z');

const PERSONAL = {
  id: '1a2b3c4d',
  person: 'mary@example.com',
  groups: ['approvers'],
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: '2027-01-01T00:00:00Z',
};
let personalKeys = [PERSONAL];

function world(keys = [{ name: 'päge "1"', key: KEY, scopes: ['chat'] as const }]) {
  const time = { now: START };
  const clock = { now: () => new Date(time.now) };
  const keysOfPeople = {
    find: async (presented: string) => (presented === 'personal' ? PERSONAL : null),
    list: async () => personalKeys,
  };
  const approvers = createApproverReader(keysOfPeople, {
    accessTokens: null,
    admits: ({ id }) => id !== 'left',
  });
  const readKey = () => Promise.resolve('the secret of links');
  return {
    time,
    sessions: createSessions({ keyRing: createKeyRing(keys), readKey, approvers, clock }),
  };
}

const header = (value: string | null) => `theme=dark; ${SESSION_COOKIE}=${value}; other=1`;

describe('sessions', () => {
  it('are opened by a key and read from the cookie', async () => {
    const { sessions } = world();
    const session = await sessions.read(header(await sessions.open(KEY)));
    expect(session?.principal).toMatchObject({
      name: 'päge "1"',
      scopes: ['chat'],
      proof: 'api-key',
    });
    expect(session?.expires).toEqual(new Date(START + SESSION_SECONDS * 1000));
  });

  it('are not opened by anything else', async () => {
    expect(await world().sessions.open('a-key-of-nobody')).toBeNull();
    expect(await world().sessions.open('')).toBeNull();
  });

  it('do not hold the key', async () => {
    const cookie = (await world().sessions.open(KEY)) ?? '';
    const parts = cookie.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect([cookie, ...parts].join()).not.toContain(KEY);
  });

  it('expire', async () => {
    const { sessions, time } = world();
    const cookie = header(await sessions.open(KEY));
    time.now += SESSION_SECONDS * 1000 - 1;
    expect(await sessions.read(cookie)).not.toBeNull();
    time.now += 1;
    expect(await sessions.read(cookie)).toBeNull();
  });

  it('end when they are ended, one by one', async () => {
    const { sessions } = world();
    const [one, two] = [header(await sessions.open(KEY)), header(await sessions.open(KEY))];
    const session = await sessions.read(one);
    if (session !== null) sessions.end(session);
    expect(await sessions.read(one)).toBeNull();
    expect(await sessions.read(two)).not.toBeNull();
  });

  it('end when their key is replaced by another of the same name', async () => {
    const cookie = header(await world().sessions.open(KEY));
    const other = { name: 'päge "1"', key: 'another-key-of-the-page', scopes: ['chat'] as const };
    expect(await world([other]).sessions.read(cookie)).toBeNull();
    expect(await world([]).sessions.read(cookie)).toBeNull();
  });

  it('are refused when any part is changed', async () => {
    const { sessions } = world();
    const cookie = (await sessions.open(KEY)) ?? '';
    const changed = cookie.split('.').map((part, index, parts) => {
      const other = part.startsWith('1') ? `2${part.slice(1)}` : `1${part.slice(1)}`;
      return parts.with(index, other).join('.');
    });
    expect(changed).toHaveLength(4);
    for (const value of changed) expect(await sessions.read(header(value)), value).toBeNull();
  });

  it.each([
    ['no header', undefined],
    ['nothing', ''],
    ['rubbish', `${SESSION_COOKIE}=rubbish`],
    ['an endless header', `${SESSION_COOKIE}=${'a.'.repeat(100_000)}`],
  ])('are not read from %s', async (_, text) => {
    expect(await world().sessions.read(text)).toBeNull();
  });

  it('are refused when the cookie stands there twice', async () => {
    const { sessions } = world();
    const one = `${SESSION_COOKIE}=${await sessions.open(KEY)}`;
    expect(await sessions.read(`${one}; ${one}`)).toBeNull();
  });

  it('of a person hold who it is, and end with the personal key', async () => {
    const { sessions } = world();
    const cookie = header(await sessions.open('personal'));
    expect((await sessions.read(cookie))?.principal).toEqual({
      id: 'approver-key:1a2b3c4d',
      email: 'mary@example.com',
      name: null,
      roles: [],
      groups: ['approvers'],
      proof: 'approver-key',
      scopes: [],
    });
    personalKeys = [];
    expect(await sessions.read(cookie)).toBeNull();
    personalKeys = [PERSONAL];
  });

  it('of a person cannot be forged from the session of a key, nor be changed', async () => {
    const { sessions } = world();
    const person = (await sessions.open('personal')) ?? '';
    const [claim = '', id, expires, signature] = person.split('.');
    const other = Buffer.from(JSON.stringify({ email: 'eve@example.com' })).toString('base64url');
    expect(await sessions.read(header([`~${other}`, id, expires, signature].join('.')))).toBeNull();
    expect(
      await sessions.read(header([claim.slice(1), id, expires, signature].join('.'))),
    ).toBeNull();
    const key = (await sessions.open(KEY)) ?? '';
    expect(await sessions.read(header(`~${key}`))).toBeNull();
  });

  it('of a person with very many groups fit into a cookie', async () => {
    const { sessions } = world();
    const groups = Array.from({ length: 500 }, (_, index) => `group-${index}`);
    const person = {
      id: 'sub',
      email: 'mary@example.com',
      name: 'Mary',
      roles: [],
      groups,
      proof: 'oidc' as const,
      scopes: [],
    };
    const cookie = await sessions.openPerson(person);
    expect(cookie.length).toBeLessThan(3900);
    const read = await sessions.read(header(cookie));
    expect(read?.principal.groups.length).toBeGreaterThan(100);
  });

  it('of a person end when the provider does not let them in any more', async () => {
    const { sessions } = world();
    const person = { id: 'left', email: 'a@b.c', name: null, roles: [], groups: [], scopes: [] };
    const cookie = await sessions.openPerson({ ...person, proof: 'oidc' });
    expect(await sessions.read(header(cookie))).toBeNull();
  });
});
