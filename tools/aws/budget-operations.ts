import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

const Spend = Type.Object({ Amount: Type.String(), Unit: Type.String() });

/** The budgets of an account. AWS works them out up to three times a day; the request is free. */
export const describeBudgets = defineOperation({
  service: 'budgets',
  name: 'DescribeBudgets',
  iamPrefix: 'budgets',
  // Service Authorization Reference, "Actions defined by AWS Budget Service".
  iamName: 'ViewBudget',
  token: 'NextToken',
  freshness: HOUR,
  answer: Type.Object({
    Budgets: Type.Optional(
      Type.Array(
        Type.Object({
          BudgetName: Type.String(),
          BudgetType: Type.String(),
          TimeUnit: Type.String(),
          BudgetLimit: Type.Optional(Spend),
          CostFilters: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
          FilterExpression: Type.Optional(Type.Unknown()),
          CalculatedSpend: Type.Optional(
            Type.Object({ ActualSpend: Spend, ForecastedSpend: Type.Optional(Spend) }),
          ),
          LastUpdatedTime: Type.Optional(Type.String()),
          HealthStatus: Type.Optional(
            Type.Object({
              Status: Type.Optional(Type.String()),
              StatusReason: Type.Optional(Type.String()),
            }),
          ),
        }),
      ),
    ),
  }),
  send: async (
    clients,
    input: { AccountId: string; MaxResults: number; ShowFilterExpression: boolean },
    options,
  ) => {
    const { client, sdk } = await clients.budgets();
    return client.send(new sdk.DescribeBudgetsCommand(input), options);
  },
  items: (answer) => answer.Budgets ?? [],
});
