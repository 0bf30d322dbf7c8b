import type { World } from '../../tools/sample-org/world/types.ts';
import { acmRequests } from './operations-acm.ts';
import { budgetsRequests } from './operations-budgets.ts';
import { cloudWatchRequests } from './operations-cloudwatch.ts';
import { computeOptimizerRequests } from './operations-compute-optimizer.ts';
import { configRequests } from './operations-config.ts';
import { costExplorerRequests } from './operations-cost-explorer.ts';
import { costOptimizationHubRequests } from './operations-cost-optimization-hub.ts';
import { ec2Requests } from './operations-ec2.ts';
import { identityStoreRequests } from './operations-identitystore.ts';
import { organizationsRequests } from './operations-organizations.ts';
import { rdsRequests } from './operations-rds.ts';
import { securityHubRequests } from './operations-securityhub.ts';
import { snsRequests } from './operations-sns.ts';
import { ssoAdminRequests } from './operations-sso-admin.ts';
import { stsRequests } from './operations-sts.ts';
import type { ShapeRequest } from './shape-request.ts';

/** The only answer of these operations is a refusal: what they tell about is never there. */
const ALWAYS_REFUSED = ['securityhub DescribeSecurityHubV2'];

/**
 * Every request whose answer is checked.
 * @param declared operations that each service answers
 * @throws Error when an operation is declared and no request of it succeeds
 */
export function allRequests(
  world: World,
  declared: ReadonlyMap<string, readonly string[]>,
): readonly ShapeRequest[] {
  const requests = [
    ...organizationsRequests(world),
    ...stsRequests(world),
    ...configRequests(world),
    ...costExplorerRequests(world),
    ...computeOptimizerRequests(world),
    ...costOptimizationHubRequests(world),
    ...identityStoreRequests(world),
    ...snsRequests(world),
    ...securityHubRequests(world),
    ...acmRequests(world),
    ...budgetsRequests(world),
    ...cloudWatchRequests(world),
    ...ssoAdminRequests(world),
    ...ec2Requests(world),
    ...rdsRequests(world),
  ];
  const missing = uncovered(declared, requests);
  if (missing.length > 0) throw new Error(`No request checks: ${missing.join(', ')}.`);
  return requests;
}

function uncovered(
  declared: ReadonlyMap<string, readonly string[]>,
  requests: readonly ShapeRequest[],
): readonly string[] {
  const succeeding = requests.filter(({ refusal }) => refusal === undefined);
  const covered = new Set([
    ...succeeding.map(({ service, operation }) => `${service} ${operation}`),
    ...ALWAYS_REFUSED,
  ]);
  const names = [...declared].flatMap(([service, operations]) =>
    operations.map((operation) => `${service} ${operation}`),
  );
  return names.filter((name) => !covered.has(name));
}
