import type { DateInterval, Expression, GroupDefinition } from '@aws-sdk/client-cost-explorer';
import { Type } from 'typebox';
import { COST_EXPLORER } from './cost-operations.ts';
import { defineOperation, HOUR } from './operation.ts';

/** What the questions on commitments have in common. */
interface CommitmentInput {
  TimePeriod: DateInterval;
  Granularity: 'MONTHLY';
  GroupBy?: GroupDefinition[];
  Filter?: Expression;
}

const Text = Type.Optional(Type.String());
const Span = Type.Object({ Start: Type.String(), End: Type.String() });
const Attributes = Type.Optional(Type.Record(Type.String(), Type.String()));

/** How much of the eligible spend Savings Plans cover. */
export const getSavingsPlansCoverage = defineOperation({
  ...COST_EXPLORER,
  name: 'GetSavingsPlansCoverage',
  token: 'NextToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    SavingsPlansCoverages: Type.Optional(
      Type.Array(
        Type.Object({
          Attributes,
          TimePeriod: Type.Optional(Span),
          Coverage: Type.Optional(
            Type.Object({
              SpendCoveredBySavingsPlans: Text,
              OnDemandCost: Text,
              CoveragePercentage: Text,
            }),
          ),
        }),
      ),
    ),
  }),
  send: async (clients, input: CommitmentInput, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetSavingsPlansCoverageCommand(input), options);
  },
  items: (answer) => answer.SavingsPlansCoverages ?? [],
});

/** How much of the Savings Plans is used, by month. */
export const getSavingsPlansUtilization = defineOperation({
  ...COST_EXPLORER,
  name: 'GetSavingsPlansUtilization',
  freshness: 8 * HOUR,
  answer: Type.Object({
    SavingsPlansUtilizationsByTime: Type.Optional(
      Type.Array(
        Type.Object({
          TimePeriod: Span,
          Utilization: Type.Optional(
            Type.Object({
              TotalCommitment: Text,
              UsedCommitment: Text,
              UnusedCommitment: Text,
              UtilizationPercentage: Text,
            }),
          ),
        }),
      ),
    ),
  }),
  send: async (clients, input: CommitmentInput, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetSavingsPlansUtilizationCommand(input), options);
  },
  items: (answer) => answer.SavingsPlansUtilizationsByTime ?? [],
});

/** The Savings Plans of a period, each with its term among the attributes. */
export const getSavingsPlansUtilizationDetails = defineOperation({
  ...COST_EXPLORER,
  name: 'GetSavingsPlansUtilizationDetails',
  token: 'NextToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    SavingsPlansUtilizationDetails: Type.Optional(
      Type.Array(Type.Object({ SavingsPlanArn: Text, Attributes })),
    ),
  }),
  send: async (clients, input: Pick<CommitmentInput, 'TimePeriod' | 'Filter'>, options) => {
    const { client, sdk } = await clients.costExplorer();
    const attributes = { ...input, DataType: ['ATTRIBUTES' as const] };
    return client.send(new sdk.GetSavingsPlansUtilizationDetailsCommand(attributes), options);
  },
  items: (answer) => answer.SavingsPlansUtilizationDetails ?? [],
});

/** How many hours of one service reservations cover, by month; without a service in the filter AWS takes EC2. */
export const getReservationCoverage = defineOperation({
  ...COST_EXPLORER,
  name: 'GetReservationCoverage',
  token: 'NextPageToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    CoveragesByTime: Type.Optional(
      Type.Array(
        Type.Object({
          TimePeriod: Type.Optional(Span),
          Total: Type.Optional(
            Type.Object({
              CoverageHours: Type.Optional(
                Type.Object({
                  OnDemandHours: Text,
                  ReservedHours: Text,
                  TotalRunningHours: Text,
                  CoverageHoursPercentage: Text,
                }),
              ),
            }),
          ),
        }),
      ),
    ),
  }),
  send: async (clients, input: CommitmentInput, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetReservationCoverageCommand(input), options);
  },
  items: (answer) => answer.CoveragesByTime ?? [],
});

/** What reservations are asked: by month, or each by itself over the whole period, never both. */
interface ReservationInput extends Omit<CommitmentInput, 'Granularity'> {
  Granularity?: 'MONTHLY';
}

/**
 * How much of the reservations of one service is used, by month or by subscription, each with its term among the
 * attributes; without a service in the filter AWS takes EC2.
 */
export const getReservationUtilization = defineOperation({
  ...COST_EXPLORER,
  name: 'GetReservationUtilization',
  token: 'NextPageToken',
  freshness: 8 * HOUR,
  answer: Type.Object({
    UtilizationsByTime: Type.Optional(
      Type.Array(
        Type.Object({
          TimePeriod: Span,
          Groups: Type.Optional(Type.Array(Type.Object({ Value: Text, Attributes }))),
          Total: Type.Optional(
            Type.Object({
              UtilizationPercentage: Text,
              PurchasedHours: Text,
              UnusedHours: Text,
              NetRISavings: Text,
            }),
          ),
        }),
      ),
    ),
  }),
  send: async (clients, input: ReservationInput, options) => {
    const { client, sdk } = await clients.costExplorer();
    return client.send(new sdk.GetReservationUtilizationCommand(input), options);
  },
  items: (answer) => answer.UtilizationsByTime ?? [],
});
