import { defineOperation, type Operation } from '../handler.ts';
import { EFFECTIVE, UTILISATION } from '../world/costs/charge-lines.ts';
import {
  attributesOf,
  CommitmentInput,
  coverageOf,
  percent,
  piecesOf,
} from './commitment-coverage.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { compileFilter } from './expression.ts';
import { decimalText, quantityText } from './metrics.ts';
import { type Period, periodShape, readPeriod } from './periods.ts';
import { refuse } from './refuse.ts';
import type { Sum } from './sum-costs.ts';

const RESERVED_SERVICE = 'Amazon Relational Database Service';

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
  const wanted = compileFilter(input.Filter);
  return coverageOf(explorer, {
    pieces,
    filter: (charge) =>
      charge.dimensions['SERVICE'] === RESERVED_SERVICE &&
      charge.dimensions['INSTANCE_TYPE'] !== undefined &&
      wanted(charge),
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

/** `GetReservationUtilization`. */
export function getReservationUtilization(explorer: CostExplorer): Operation {
  return defineOperation(CommitmentInput, refuse, (input) => {
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
