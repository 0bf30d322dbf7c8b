import type { World } from '../../tools/sample-org/world/types.ts';
import { requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every budget of the management account, with and without expressions, and the refusals. */
export function budgetsRequests({ managementAccountId, accounts }: World): readonly ShapeRequest[] {
  const AccountId = managementAccountId;
  const other = accounts.find(({ assumable, id }) => assumable && id !== managementAccountId)?.id;
  const where = { service: 'budgets', region: 'us-east-1' } as const;
  return [
    ...requestsOf(where, [
      ['DescribeBudgets', { AccountId, MaxResults: 3 }],
      ['DescribeBudgets', { AccountId, ShowFilterExpression: true }],
      ['DescribeBudgets', { AccountId: other }, 'AccessDeniedException'],
      ['DescribeBudgets', { AccountId, MaxResults: 1_001 }, 'InvalidParameterException'],
    ]),
    ...requestsOf({ ...where, accountId: other ?? AccountId }, [
      ['DescribeBudgets', { AccountId: other }],
    ]),
  ];
}
