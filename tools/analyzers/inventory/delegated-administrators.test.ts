import { describe, expect, it } from 'vitest';
import { fakeReaders, requestFor } from '../test/fake-readers.ts';
import { delegatedAdministrators } from './delegated-administrators.ts';

const ID = 'inv.delegated.admins';

const trusted = (service: string) => ({
  service,
  since: '2025-03-01T08:00:00Z',
  evidence: 'sha256:s',
});

async function analyse(
  delegated: readonly (readonly [string, string])[],
  services: readonly string[],
) {
  const readers = fakeReaders();
  const organization = {
    ...readers.organization,
    delegatedServices: async () =>
      delegated.map(([service, accountId]) => ({ ...trusted(service), accountId })),
    trustedServices: async () => services.map(trusted),
  };
  return delegatedAdministrators.analyse({ ...readers, organization }, requestFor(ID));
}

describe(ID, () => {
  it('gives each service with its administrators, and those that have none', async () => {
    const delegated = [
      ['config.amazonaws.com', '1'],
      ['config.amazonaws.com', '2'],
    ] as const;
    const services = ['config.amazonaws.com', 'backup.amazonaws.com'];
    const { rows, summary } = await analyse(delegated, services);
    expect(
      rows.map(({ accountId, severity, fields }) => [fields['service'], accountId, severity]),
    ).toEqual([
      ['config.amazonaws.com', '1', 'LOW'],
      ['config.amazonaws.com', '2', 'LOW'],
      ['backup.amazonaws.com', null, 'INFORMATIONAL'],
    ]);
    expect(rows[0]?.fields['since']).toBe('2025-03-01');
    expect(summary.headlines).toMatchObject([{ value: 2 }, { value: 2 }]);
  });

  it('has no rows for an organization that trusts no service', async () => {
    expect((await analyse([], [])).rows).toEqual([]);
  });
});
