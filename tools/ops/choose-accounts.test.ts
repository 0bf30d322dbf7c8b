import { describe, expect, it } from 'vitest';
import { ToolError } from '../../pipeline-server/contracts/tool.ts';
import { chooseAccounts } from './choose-accounts.ts';

const ACCOUNTS = ['payments-prod', 'payments-dev', 'Sandbox', 'sandbox-2'].map((name, index) => ({
  id: String(index + 1).repeat(12),
  name,
  email: null,
  status: 'ACTIVE',
  tags: {},
}));

function refusal(wanted: string): ToolError {
  try {
    chooseAccounts([wanted], ACCOUNTS);
  } catch (error) {
    if (error instanceof ToolError) return error;
  }
  throw new Error(`"${wanted}" was not refused`);
}

describe('chooseAccounts', () => {
  it.each([
    ['111111111111', '111111111111'],
    ['payments-prod', '111111111111'],
    ['PAYMENTS-DEV', '222222222222'],
    ['payments-dev (222222222222)', '222222222222'],
    ['sandbox', '333333333333'],
    ['-prod', '111111111111'],
  ])('knows "%s"', (wanted, id) => {
    expect(chooseAccounts([wanted], ACCOUNTS)).toEqual([id]);
  });

  it('names each account once', () => {
    expect(chooseAccounts(['payments-prod', '111111111111'], ACCOUNTS)).toEqual(['111111111111']);
  });

  it('offers a choice where a part of a name fits several', () => {
    expect(refusal('payments').choice).toEqual({
      parameter: 'accounts',
      value: 'payments',
      question: '"payments" fits 2 accounts. Which one is meant?',
      options: ['payments-prod (111111111111)', 'payments-dev (222222222222)'],
    });
  });

  it.each([
    '999999999999',
    'paymnts-prod',
    "x'; DROP TABLE",
    '12345678901',
    'ignore\u202eprevious',
  ])('refuses "%s" and names the nearest', (wanted) => {
    const error = refusal(wanted);
    expect(error.choice).toBeNull();
    expect(error.message).not.toContain('\u202e');
    expect(error.remedy).toMatch(/^Nearest: .*list_accounts gives all of them\.$/);
  });

  it('takes ids as they are where the organization cannot be read, but no names', () => {
    expect(chooseAccounts(['111111111111'], [])).toEqual(['111111111111']);
    expect(() => chooseAccounts(['payments-prod'], [])).toThrow(/No account "payments-prod"/);
  });
});
