import { Type } from 'typebox';
import { defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { EFFECTIVE } from '../world/costs/charge-lines.ts';
import {
  attributesOf,
  CommitmentInput,
  coverageOf,
  percent,
  piecesOf,
} from './commitment-coverage.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { compileFilter } from './expression.ts';
import { decimalText } from './metrics.ts';
import {
  knownDays,
  monthParts,
  type Period,
  periodShape,
  readPeriod,
  TimePeriod,
} from './periods.ts';
import { refuse, refuseToken } from './refuse.ts';

/** Commitment and use of the Savings Plans in a period, in millionths of USD. */
function plansIn({ bill, now }: CostExplorer, period: Period) {
  const known = knownDays(now());
  let commitment = 0;
  let used = 0;
  for (const { month, from, to } of monthParts(period)) {
    const limit = known(month);
    const at = (days: number) =>
      bill.savingsPlans({ month, days: Math.min(days, limit), known: limit });
    commitment += at(to).commitment - at(from).commitment;
    used += at(to).used - at(from).used;
  }
  return { commitment, used };
}

function utilisationShape({ commitment, used }: ReturnType<typeof plansIn>) {
  const onDemand = Math.round(used / EFFECTIVE['savings-plan']);
  return {
    Utilization: {
      TotalCommitment: decimalText(commitment),
      UsedCommitment: decimalText(used),
      UnusedCommitment: decimalText(commitment - used),
      UtilizationPercentage: percent(used, commitment),
    },
    Savings: {
      NetSavings: decimalText(onDemand - commitment),
      OnDemandCostEquivalent: decimalText(onDemand),
    },
    AmortizedCommitment: {
      AmortizedRecurringCommitment: decimalText(commitment),
      AmortizedUpfrontCommitment: '0',
      TotalAmortizedCommitment: decimalText(commitment),
    },
  };
}

/** `GetSavingsPlansUtilization`. */
export function getSavingsPlansUtilization(explorer: CostExplorer): Operation {
  return defineOperation(CommitmentInput, refuse, (input) => {
    const pieces = piecesOf(input, explorer);
    return {
      SavingsPlansUtilizationsByTime: pieces.map((piece) => ({
        TimePeriod: periodShape(piece),
        ...utilisationShape(plansIn(explorer, piece)),
      })),
      Total: utilisationShape(plansIn(explorer, readPeriod(input.TimePeriod))),
    };
  });
}

const DetailsInput = Type.Object({
  TimePeriod,
  Filter: Type.Optional(Type.Unknown()),
  DataType: Type.Optional(
    Type.Array(
      Type.Enum(['ATTRIBUTES', 'UTILIZATION', 'AMORTIZED_COMMITMENT', 'SAVINGS'], {
        type: 'string',
      }),
    ),
  ),
  NextToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1 })),
});

/** The organisation's one plan, which is bought again every January. */
function planAttributes({ world, now }: CostExplorer, commitment: number, hours: number) {
  const year = now().getUTCFullYear();
  return {
    AccountId: world.managementAccountId,
    SavingsPlansType: 'ComputeSavingsPlans',
    PaymentOption: 'NoUpfront',
    PurchaseTerm: '1yr',
    Region: 'global',
    Status: 'active',
    HourlyCommitment: decimalText(Math.round(commitment / hours)),
    StartDateTime: `${year}-01-01T00:00:00.000Z`,
    EndDateTime: `${year + 1}-01-01T00:00:00.000Z`,
  };
}

const HOUR_MS = 3_600_000;

/** `GetSavingsPlansUtilizationDetails`. */
export function getSavingsPlansUtilizationDetails(explorer: CostExplorer): Operation {
  return defineOperation(DetailsInput, refuse, ({ TimePeriod: span, Filter, DataType }) => {
    const period = readPeriod(span);
    const wanted = compileFilter(Filter);
    const fee = [...explorer.bill.charges()].find(
      ({ dimensions }) => dimensions['RECORD_TYPE'] === 'SavingsPlanRecurringFee',
    );
    const plans = plansIn(explorer, period);
    const { Utilization, Savings, AmortizedCommitment } = utilisationShape(plans);
    const has = (type: NonNullable<typeof DataType>[number]) => DataType?.includes(type) ?? true;
    const hours = (period.end.getTime() - period.start.getTime()) / HOUR_MS;
    const detail = {
      SavingsPlanArn: `arn:aws:savingsplans::${explorer.world.managementAccountId}:savingsplan/5f0c3b1e-2d4a-4c6b-8e7f-0123456789ab`,
      ...(has('ATTRIBUTES')
        ? { Attributes: planAttributes(explorer, plans.commitment, hours) }
        : {}),
      ...(has('UTILIZATION') ? { Utilization } : {}),
      ...(has('SAVINGS') ? { Savings } : {}),
      ...(has('AMORTIZED_COMMITMENT') ? { AmortizedCommitment } : {}),
    };
    return {
      SavingsPlansUtilizationDetails: fee !== undefined && wanted(fee) ? [detail] : [],
      Total: utilisationShape(plans),
      TimePeriod: periodShape(period),
    };
  });
}

const PLAN_SERVICES = [
  'Amazon Elastic Compute Cloud - Compute',
  'Amazon Elastic Container Service',
];

/** `GetSavingsPlansCoverage`: of the services that the plans can cover. */
export function getSavingsPlansCoverage(explorer: CostExplorer): Operation {
  return defineOperation(CommitmentInput, refuse, (input) => {
    const pieces = piecesOf(input, explorer);
    const wanted = compileFilter(input.Filter);
    const coverages = coverageOf(explorer, {
      pieces,
      filter: (charge) =>
        PLAN_SERVICES.includes(charge.dimensions['SERVICE'] ?? '') && wanted(charge),
      coveredType: 'SavingsPlanCoveredUsage',
      groupBy: input.GroupBy,
    });
    const rows = pieces.flatMap((piece, position) =>
      coverages.map(({ keys, covered, onDemand }) => {
        const spend = covered[position]?.amortized ?? 0;
        const rest = onDemand[position]?.unblended ?? 0;
        const atList = covered[position]?.unblended ?? 0;
        return {
          Attributes: attributesOf(input.GroupBy, keys),
          Coverage: {
            SpendCoveredBySavingsPlans: decimalText(spend),
            OnDemandCost: decimalText(rest),
            TotalCost: decimalText(spend + rest),
            CoveragePercentage: percent(atList, atList + rest),
          },
          TimePeriod: periodShape(piece),
        };
      }),
    );
    const { NextToken: token, MaxResults: size = 20, ...request } = input;
    const page = cutPage(rows, { token, size, request, refuse: refuseToken });
    return { SavingsPlansCoverages: page.items, NextToken: page.token };
  });
}
