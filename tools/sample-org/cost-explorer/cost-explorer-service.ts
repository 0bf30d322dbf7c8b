import { AwsError, type Operation, type ServiceHandler } from '../handler.ts';
import { createBill } from '../world/costs/charges.ts';
import type { World } from '../world/types.ts';
import { getAnomalies, getAnomalyMonitors, getAnomalySubscriptions } from './anomaly-operations.ts';
import { getCostAndUsageComparisons, getCostComparisonDrivers } from './comparison-operations.ts';
import { getCostAndUsage } from './cost-and-usage.ts';
import { getCostForecast } from './cost-forecast.ts';
import { getDimensionValues, getTags, listCostAllocationTags } from './dimension-operations.ts';
import { getReservationCoverage, getReservationUtilization } from './reservation-operations.ts';
import {
  getSavingsPlansCoverage,
  getSavingsPlansUtilization,
  getSavingsPlansUtilizationDetails,
} from './savings-plans-operations.ts';

/** Cost Explorer of the management account; member accounts are not let in. */
export function costExplorerService(world: World, now: () => Date): ServiceHandler {
  const explorer = { world, bill: createBill(world), now };
  const guard =
    (operation: Operation): Operation =>
    (input, call) => {
      if (call.caller.accountId === world.managementAccountId) return operation(input, call);
      const message = `User: ${call.caller.arn} is not authorized to perform: ce:${call.operation}`;
      throw new AwsError('AccessDeniedException', message);
    };
  const operations = {
    GetAnomalies: getAnomalies(explorer),
    GetAnomalyMonitors: getAnomalyMonitors(explorer),
    GetAnomalySubscriptions: getAnomalySubscriptions(explorer),
    GetCostAndUsage: getCostAndUsage(explorer),
    GetCostAndUsageComparisons: getCostAndUsageComparisons(explorer),
    GetCostComparisonDrivers: getCostComparisonDrivers(explorer),
    GetCostForecast: getCostForecast(explorer),
    GetDimensionValues: getDimensionValues(explorer),
    GetReservationCoverage: getReservationCoverage(explorer),
    GetReservationUtilization: getReservationUtilization(explorer),
    GetSavingsPlansCoverage: getSavingsPlansCoverage(explorer),
    GetSavingsPlansUtilization: getSavingsPlansUtilization(explorer),
    GetSavingsPlansUtilizationDetails: getSavingsPlansUtilizationDetails(explorer),
    GetTags: getTags(explorer),
    ListCostAllocationTags: listCostAllocationTags(explorer),
  };
  const guarded = Object.entries(operations).map(([name, run]) => [name, guard(run)] as const);
  return {
    signingName: 'ce',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSInsightsIndexService' },
    operations: Object.fromEntries(guarded),
  };
}
