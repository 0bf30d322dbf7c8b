import { describe, expect, it } from 'vitest';
import type { ApproverKey } from '../contracts/people.ts';
import type { Principal } from '../contracts/principal.ts';
import { createPeople } from './people.ts';

const KEY: ApproverKey = {
  id: '1',
  person: 'kim@example.com',
  groups: ['approvers'],
  createdAt: '2026-01-01',
  expiresAt: '2027-01-01',
};
let keys = [KEY];
const PEOPLE = createPeople(
  [
    {
      email: 'Mary@Example.com',
      aliases: ['mary.admin@example.com'],
      slack: 'U1MARY',
      groups: ['approvers'],
    },
    { email: 'kim@example.com' },
  ],
  {
    list: async () => keys,
    find: async () => null,
    revoke: async () => false,
    create: async () => ({ text: '', key: KEY }),
  },
);

function principal(over: Partial<Principal>): Principal {
  return {
    id: 'u-1',
    email: null,
    name: null,
    roles: [],
    groups: [],
    proof: 'jwt',
    scopes: [],
    ...over,
  };
}

describe('a person', () => {
  it('is the same with every address and through every door', () => {
    const ids = [
      PEOPLE.ofPrincipal(principal({ email: 'MARY@example.com' })),
      PEOPLE.ofPrincipal(principal({ email: 'mary.admin@example.com', proof: 'oidc' })),
      PEOPLE.bySlackId('U1MARY'),
      PEOPLE.byEmail('mary.admin@EXAMPLE.com'),
    ].map((person) => person?.id);
    expect(new Set(ids)).toEqual(new Set(['mary@example.com']));
  });

  it('has the groups of the settings and of signed tokens, and none of a header', () => {
    const header = principal({ email: 'mary@example.com', groups: ['production-approvers'] });
    expect(PEOPLE.ofPrincipal(header).groups).toEqual(['approvers']);
    const signed = principal({ ...header, proof: 'oidc' });
    expect(PEOPLE.ofPrincipal(signed).groups).toEqual(['approvers', 'production-approvers']);
    expect(PEOPLE.ofPrincipal(principal({ email: 'x@y.z', groups: ['approvers'] })).groups).toEqual(
      [],
    );
  });

  it('without an address is nobody else, and a claim is never taken for a proof', () => {
    expect(PEOPLE.ofPrincipal(principal({ id: 'mary@example.com' })).id).toBe(
      'jwt:mary@example.com',
    );
    expect(PEOPLE.ofPrincipal(principal({ proof: 'api-key', id: 'key:ci' })).id).toBe(
      'unproved:key:ci',
    );
    expect(PEOPLE.bySlackId('U2')).toBeNull();
    expect(PEOPLE.byEmail('eve@example.com')).toBeNull();
  });

  it('loses with a key the groups that the key gave', async () => {
    const kim = { id: 'kim@example.com', name: null, groups: [], proof: 'approver-key' } as const;
    expect((await PEOPLE.today(kim)).groups).toEqual(['approvers']);
    keys = [];
    expect((await PEOPLE.today({ ...kim, groups: ['approvers'] })).groups).toEqual([]);
    const mary = { ...kim, id: 'mary@example.com', proof: 'slack' } as const;
    expect((await PEOPLE.today(mary)).groups).toEqual(['approvers']);
  });
});
