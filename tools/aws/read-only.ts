/** The services that are read, by the name used in `api` fields. */
export type ServiceName =
  | 'organizations'
  | 'config'
  | 'cost-explorer'
  | 'cost-optimization-hub'
  | 'compute-optimizer'
  | 'securityhub'
  | 'sts'
  | 'acm'
  | 'budgets'
  | 'sso-admin'
  | 'identitystore'
  | 'cloudwatch'
  | 's3';

/** Every command that may leave the process, by service. All are reads by AWS's own access level. */
export const READ_COMMANDS: Readonly<Record<ServiceName, readonly string[]>> = {
  organizations: [
    'DescribeOrganizationCommand',
    'ListAccountsCommand',
    'ListDelegatedAdministratorsCommand',
    'ListDelegatedServicesForAccountCommand',
    'ListAWSServiceAccessForOrganizationCommand',
  ],
  config: [
    'DescribeConfigurationAggregatorsCommand',
    'DescribeConfigurationAggregatorSourcesStatusCommand',
    'SelectAggregateResourceConfigCommand',
    'GetAggregateDiscoveredResourceCountsCommand',
    'GetAggregateResourceConfigCommand',
  ],
  'cost-explorer': [
    'GetCostAndUsageCommand',
    'GetCostForecastCommand',
    'GetAnomaliesCommand',
    'GetCostComparisonDriversCommand',
    'GetSavingsPlansCoverageCommand',
    'GetSavingsPlansUtilizationCommand',
    'GetSavingsPlansUtilizationDetailsCommand',
    'GetReservationCoverageCommand',
    'GetReservationUtilizationCommand',
    'ListCostAllocationTagsCommand',
    'GetTagsCommand',
    'GetAnomalyMonitorsCommand',
    'GetAnomalySubscriptionsCommand',
  ],
  'cost-optimization-hub': [
    'ListRecommendationsCommand',
    'ListRecommendationSummariesCommand',
    'ListEnrollmentStatusesCommand',
    'ListEfficiencyMetricsCommand',
  ],
  'compute-optimizer': [
    'GetEnrollmentStatusesForOrganizationCommand',
    'GetEC2InstanceRecommendationsCommand',
  ],
  securityhub: [
    'GetFindingsCommand',
    'ListMembersCommand',
    'ListFindingAggregatorsCommand',
    'GetFindingAggregatorCommand',
    'DescribeOrganizationConfigurationCommand',
    'ListConfigurationPolicyAssociationsCommand',
    'GetConfigurationPolicyCommand',
    'GetEnabledStandardsCommand',
  ],
  sts: ['AssumeRoleCommand'],
  acm: ['ListCertificatesCommand'],
  budgets: ['DescribeBudgetsCommand'],
  'sso-admin': ['ListInstancesCommand'],
  identitystore: ['ListUsersCommand', 'ListGroupsCommand', 'ListGroupMembershipsCommand'],
  cloudwatch: ['GetMetricDataCommand', 'ListMetricsCommand'],
  s3: ['ListObjectsV2Command', 'GetObjectCommand'],
};

/** Thrown instead of sending a command that is not on the list. It means a fault in this program. */
class NotReadOnlyError extends Error {
  override readonly name = 'NotReadOnlyError';
}

/** Where the guard sits in a client: first of all steps, before anything is serialized. */
export const GUARD_STEP = { step: 'initialize', priority: 'high', name: 'readOnly' } as const;

/** A middleware for the client of a service that lets through the listed reads and nothing else. */
export function readOnly(service: ServiceName) {
  const allowed = new Set(READ_COMMANDS[service]);
  return guardCommands((name) =>
    allowed.has(name) ? null : new NotReadOnlyError(`${service}: ${name} is not a permitted read.`),
  );
}

/**
 * A middleware that sends no command of which `refusalOf` gives an error, by its name. It sits inside the client, so that no
 * caller can go round it.
 */
export function guardCommands(refusalOf: (command: string) => Error | null) {
  return <Arguments extends unknown[], Result>(
    next: (...input: Arguments) => Promise<Result>,
    context: { readonly commandName?: string },
  ) =>
    (...input: Arguments): Promise<Result> => {
      const refusal = refusalOf(context.commandName ?? 'unnamed command');
      return refusal === null ? next(...input) : Promise.reject(refusal);
    };
}
