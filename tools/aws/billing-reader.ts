import type { Dimension } from '@aws-sdk/client-cost-explorer';
import { Type } from 'typebox';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { getCostAndUsage } from './cost-operations.ts';
import { type ExactAmount, exactAmount } from './exact-amount.ts';
import { defineOperation, HOUR } from './operation.ts';
import type { Read, Sourced } from './reading.ts';

/** Which charges to add up, month by month. At most two groupings (an AWS limit). */
interface NetCostQuery {
  /** First day and the day after the last one, `YYYY-MM-DD`. */
  readonly span: { readonly start: string; readonly end: string };
  readonly groupBy: readonly Dimension[];
  /** As Cost Explorer spells them; an empty list means all. */
  readonly recordTypes: readonly string[];
  /** True to read UsageQuantity as well; meaningful when grouped by usage type. */
  readonly withQuantity: boolean;
}

/** One group's charges in one month, after discounts. */
export interface NetCostLine {
  readonly start: string;
  readonly end: string;
  /** True while AWS may still change the figures. */
  readonly estimated: boolean;
  /** Group keys in the order asked for. */
  readonly keys: readonly string[];
  /** NetUnblendedCost, or UnblendedCost where AWS gives no net cost. */
  readonly billed: ExactAmount;
  /** NetAmortizedCost, or AmortizedCost where AWS gives no net cost. */
  readonly effective: ExactAmount;
  readonly currency: string;
  readonly quantity: ExactAmount | null;
  readonly quantityUnit: string | null;
}

/** Who pays, and who the accounts are. */
export interface BillingAccounts {
  /** The management account, 12 digits. */
  readonly payerId: string;
  /** Account id to name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads what is on the bill. Every request to Cost Explorer costs 0.01 USD; answers are cached. */
export interface BillingReader {
  netCosts(query: NetCostQuery): Promise<readonly NetCostLine[]>;
  /** @throws AnalysisError `unavailable` when Organizations does not say who pays. */
  accounts(): Promise<BillingAccounts>;
}

const METRICS = ['NetUnblendedCost', 'NetAmortizedCost', 'UnblendedCost', 'AmortizedCost'];

const listAccountArns = defineOperation({
  service: 'organizations',
  name: 'ListAccounts',
  iamPrefix: 'organizations',
  token: 'NextToken',
  maximumPages: 600,
  freshness: HOUR,
  answer: Type.Object({
    Accounts: Type.Optional(
      Type.Array(
        Type.Object({
          Id: Type.String(),
          Name: Type.Optional(Type.String()),
          Arn: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.organizations();
    return client.send(new sdk.ListAccountsCommand(input), options);
  },
  items: (answer) => answer.Accounts ?? [],
});

/** A reader for one run. */
export function createBillingReader(read: Read): BillingReader {
  return {
    async netCosts(query) {
      const { start, end } = query.span;
      const answer = await read(getCostAndUsage, {
        TimePeriod: { Start: start, End: end },
        Granularity: 'MONTHLY',
        Metrics: query.withQuantity ? [...METRICS, 'UsageQuantity'] : METRICS,
        GroupBy: query.groupBy.map((key) => ({ Type: 'DIMENSION' as const, Key: key })),
        ...filterOf(query.recordTypes),
      });
      return answer.flatMap(toLines);
    },
    async accounts() {
      const listed = (await read(listAccountArns, { MaxResults: 20 })).map(({ item }) => item);
      const payerId = listed.map(({ Arn }) => ownerOf(Arn)).find((id) => id !== null) ?? null;
      if (payerId === null) {
        throw new AnalysisError(
          'unavailable',
          'Organizations did not say which account pays. Read it from the management account or a delegated administrator.',
        );
      }
      const named = listed.flatMap(({ Id, Name }) =>
        Name === undefined ? [] : ([[Id, Name]] as const),
      );
      return { payerId, names: new Map(named) };
    },
  };
}

function filterOf(recordTypes: readonly string[]) {
  if (recordTypes.length === 0) return {};
  return { Filter: { Dimensions: { Key: 'RECORD_TYPE' as const, Values: [...recordTypes] } } };
}

/** The management account in an account's ARN: `arn:aws:organizations::<management>:account/<organization>/<account>`. */
function ownerOf(arn: string | undefined): string | null {
  return /^arn:[a-z-]+:organizations::(\d{12}):account\//.exec(arn ?? '')?.[1] ?? null;
}

type ResultByTime = ReturnType<typeof getCostAndUsage.items>[number];
type Metrics = NonNullable<ResultByTime['Groups']>[number]['Metrics'];

function toLines({ item }: Sourced<ResultByTime>): readonly NetCostLine[] {
  return (item.Groups ?? []).map((group) => ({
    start: item.TimePeriod.Start,
    end: item.TimePeriod.End,
    estimated: item.Estimated ?? false,
    keys: group.Keys,
    ...toFigures(group.Metrics),
  }));
}

function toFigures(metrics: Metrics) {
  const billed = metrics['NetUnblendedCost'] ?? metrics['UnblendedCost'];
  const effective = metrics['NetAmortizedCost'] ?? metrics['AmortizedCost'];
  const quantity = metrics['UsageQuantity'];
  return {
    billed: exactAmount(billed?.Amount ?? '0'),
    effective: exactAmount(effective?.Amount ?? '0'),
    currency: billed?.Unit ?? 'USD',
    quantity: quantity?.Amount === undefined ? null : exactAmount(quantity.Amount),
    quantityUnit: quantity?.Unit ?? null,
  };
}
