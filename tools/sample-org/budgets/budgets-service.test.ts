import {
  BudgetsClient,
  DescribeBudgetsCommand,
  paginateDescribeBudgets,
} from '@aws-sdk/client-budgets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

let organisation: SampleOrganisation;
let client: BudgetsClient;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => new Date('2026-11-23T10:00:00Z') });
  const { endpoint, credentials } = organisation;
  client = new BudgetsClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
});

afterAll(() => organisation.close());

async function all(pageSize: number, ShowFilterExpression: boolean) {
  const AccountId = organisation.managementAccountId;
  const budgets = [];
  const pages = paginateDescribeBudgets({ client, pageSize }, { AccountId, ShowFilterExpression });
  for await (const page of pages) budgets.push(...(page.Budgets ?? []));
  return budgets;
}

describe('DescribeBudgets', () => {
  test('pages to the end without repeating a budget', async () => {
    const names = (await all(3, false)).map(({ BudgetName }) => BudgetName);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual((await all(100, false)).map(({ BudgetName }) => BudgetName));
  });

  test('shows expressions only when asked', async () => {
    const withExpression = await all(100, true);
    expect(withExpression.some(({ FilterExpression }) => FilterExpression)).toBe(true);
    expect((await all(100, false)).some(({ FilterExpression }) => FilterExpression)).toBe(false);
  });

  test('counts the whole organisation at least as high as any team', async () => {
    const amounts = (await all(100, false))
      .filter(({ BudgetType, CalculatedSpend }) => BudgetType === 'COST' && CalculatedSpend)
      .map(({ CalculatedSpend }) => Number(CalculatedSpend?.ActualSpend?.Amount));
    expect(Math.max(...amounts)).toBe(amounts[0]);
    expect(amounts.every((amount) => amount > 0)).toBe(true);
  });

  test.each([
    ['another account', { AccountId: '123456789012' }, 'AccessDeniedException'],
    ['no account id', { AccountId: '12' }, 'InvalidParameterException'],
  ])('refuses %s', async (_name, input, name) => {
    await expect(client.send(new DescribeBudgetsCommand(input))).rejects.toMatchObject({ name });
  });

  test('refuses a token of another request', async () => {
    const input = { AccountId: organisation.managementAccountId, NextToken: 'bm9uZQ' };
    await expect(client.send(new DescribeBudgetsCommand(input))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});
