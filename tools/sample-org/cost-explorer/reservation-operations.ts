import { defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { EFFECTIVE, UTILISATION } from '../world/costs/charge-lines.ts';
import {
  attributesOf,
  CommitmentInput,
  coverageOf,
  percent,
  piecesOf,
} from './commitment-coverage.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { decimalText, quantityText } from './metrics.ts';
import { type Period, periodShape, readPeriod } from './periods.ts';
import { refuse, refuseToken } from './refuse.ts';
import { reservable } from './reservable.ts';
import { subscriptionsOf } from './reservation-subscriptions.ts';
import type { Sum } from './sum-costs.ts';

function hoursShape(covered: Sum | undefined, onDemand: Sum | undefined) {
  const reserved = covered?.quantity ?? 0;
  const rest = onDemand?.quantity ?? 0;
  return {
    CoverageHours: {
      OnDemandHours: quantityText(rest),
      ReservedHours: quantityText(reserved),
      TotalRunningHours: quantityText(reserved + rest),
      CoverageHoursPercentage: percent(reserved, reserved + rest),
    },
    CoverageCost: { OnDemandCost: decimalText(onDemand?.unblended ?? 0) },
  };
}

function databaseCoverage(
  explorer: CostExplorer,
  input: CommitmentInput,
  pieces: readonly Period[],
) {
  return coverageOf(explorer, {
    pieces,
    filter: reservable(input.Filter),
    coveredType: 'DiscountedUsage',
    groupBy: input.GroupBy,
  });
}

/** `GetReservationCoverage`: of databases, the only ones with reservations. */
export function getReservationCoverage(explorer: CostExplorer): Operation {
  return defineOperation(CommitmentInput, refuse, (input) => {
    const pieces = piecesOf(input, explorer);
    const coverages = databaseCoverage(explorer, input, pieces);
    const [total] = databaseCoverage(explorer, { ...input, GroupBy: [] }, [
      readPeriod(input.TimePeriod),
    ]);
    const grouped = (input.GroupBy?.length ?? 0) > 0;
    const [all] = grouped
      ? databaseCoverage(explorer, { ...input, GroupBy: [] }, pieces)
      : coverages;
    return {
      CoveragesByTime: pieces.map((piece, position) => ({
        TimePeriod: periodShape(piece),
        Groups: grouped
          ? coverages.map(({ keys, covered, onDemand }) => ({
              Attributes: attributesOf(input.GroupBy, keys),
              Coverage: hoursShape(covered[position], onDemand[position]),
            }))
          : [],
        Total: hoursShape(all?.covered[position], all?.onDemand[position]),
      })),
      Total: hoursShape(total?.covered[0], total?.onDemand[0]),
    };
  });
}

function checkGrouping({ GroupBy, Granularity }: CommitmentInput): void {
  const [group, ...more] = GroupBy ?? [];
  if (group === undefined) return;
  if (Granularity !== undefined) throw refuse('Granularity cannot be set when GroupBy is set.');
  if (more.length > 0 || group.Key !== 'SUBSCRIPTION_ID') {
    throw refuse('GetReservationUtilization can only be grouped by SUBSCRIPTION_ID.');
  }
}

function subscriptionAnswer(explorer: CostExplorer, input: CommitmentInput) {
  const period = readPeriod(input.TimePeriod);
  const [whole] = databaseCoverage(explorer, { ...input, GroupBy: [] }, [period]);
  const { NextPageToken: token, MaxResults: size = 100, ...request } = input;
  const subscriptions = subscriptionsOf(explorer, { period, filter: input.Filter });
  const page = cutPage(subscriptions, { token, size, request, refuse: refuseToken });
  const Total = reservationShape(whole?.covered[0]);
  const Groups = page.items.map(({ id, attributes, used }) => ({
    Key: 'SUBSCRIPTION_ID',
    Value: id,
    Attributes: attributes,
    Utilization: reservationShape(used),
  }));
  return {
    UtilizationsByTime: [{ TimePeriod: periodShape(period), Groups, Total }],
    Total,
    NextPageToken: page.token,
  };
}

function reservationShape(covered: Sum | undefined) {
  const hours = covered?.quantity ?? 0;
  const cost = covered?.amortized ?? 0;
  const purchased = Math.round(hours / UTILISATION.reservation);
  const fee = Math.round(cost / UTILISATION.reservation);
  const onDemand = Math.round(cost / EFFECTIVE.reservation);
  return {
    UtilizationPercentage: percent(hours, purchased),
    PurchasedHours: quantityText(purchased),
    TotalActualHours: quantityText(hours),
    UnusedHours: quantityText(purchased - hours),
    OnDemandCostOfRIHoursUsed: decimalText(onDemand),
    NetRISavings: decimalText(onDemand - fee),
    TotalPotentialRISavings: decimalText(Math.round(onDemand / UTILISATION.reservation) - fee),
    AmortizedUpfrontFee: '0',
    AmortizedRecurringFee: decimalText(fee),
    TotalAmortizedFee: decimalText(fee),
  };
}

/** `GetReservationUtilization`: over time, or of each reservation over the whole period. */
export function getReservationUtilization(explorer: CostExplorer): Operation {
  return defineOperation(CommitmentInput, refuse, (input) => {
    checkGrouping(input);
    if ((input.GroupBy?.length ?? 0) > 0) return subscriptionAnswer(explorer, input);
    const ungrouped = { ...input, GroupBy: [] };
    const pieces = piecesOf(input, explorer);
    const [byTime] = databaseCoverage(explorer, ungrouped, pieces);
    const [total] = databaseCoverage(explorer, ungrouped, [readPeriod(input.TimePeriod)]);
    return {
      UtilizationsByTime: pieces.map((piece, position) => ({
        TimePeriod: periodShape(piece),
        Groups: [],
        Total: reservationShape(byTime?.covered[position]),
      })),
      Total: reservationShape(total?.covered[0]),
    };
  });
}
