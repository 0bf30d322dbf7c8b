import prefixes from './aws-prefixes.json' with { type: 'json' };

const PREFIXES = new Map<string, string>(Object.entries(prefixes));

/**
 * Operations whose action has another name in IAM, by name in the CLI and without dashes. From the service authorisation
 * reference of each service, which says what permission an operation needs.
 */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3api: {
    getbucketaccelerateconfiguration: 'GetAccelerateConfiguration',
    getbucketanalyticsconfiguration: 'GetAnalyticsConfiguration',
    getbucketencryption: 'GetEncryptionConfiguration',
    getbucketintelligenttieringconfiguration: 'GetIntelligentTieringConfiguration',
    getbucketinventoryconfiguration: 'GetInventoryConfiguration',
    getbucketlifecycle: 'GetLifecycleConfiguration',
    getbucketlifecycleconfiguration: 'GetLifecycleConfiguration',
    getbucketmetricsconfiguration: 'GetMetricsConfiguration',
    getbucketnotificationconfiguration: 'GetBucketNotification',
    getbucketreplication: 'GetReplicationConfiguration',
    getobjectlockconfiguration: 'GetBucketObjectLockConfiguration',
    getpublicaccessblock: 'GetBucketPublicAccessBlock',
    headbucket: 'ListBucket',
    headobject: 'GetObjectAttributes',
    listbucketanalyticsconfigurations: 'GetAnalyticsConfiguration',
    listbucketintelligenttieringconfigurations: 'GetIntelligentTieringConfiguration',
    listbucketinventoryconfigurations: 'GetInventoryConfiguration',
    listbucketmetricsconfigurations: 'GetMetricsConfiguration',
    listbuckets: 'ListAllMyBuckets',
    listmultipartuploads: 'ListBucketMultipartUploads',
    listobjectversions: 'ListBucketVersions',
    listobjects: 'ListBucket',
    listobjectsv2: 'ListBucket',
    listparts: 'ListMultipartUploadParts',
  },
  s3control: {
    getpublicaccessblock: 'GetAccountPublicAccessBlock',
    getbucketlifecycleconfiguration: 'GetLifecycleConfiguration',
  },
  budgets: {
    describebudget: 'ViewBudget',
    describebudgetnotificationsforaccount: 'ViewBudget',
    describebudgetperformancehistory: 'ViewBudget',
    describebudgets: 'ViewBudget',
    describenotificationsforbudget: 'ViewBudget',
    describesubscribersforbudget: 'ViewBudget',
    describesubscribersfornotification: 'ViewBudget',
  },
  keyspaces: {
    getkeyspace: 'Select',
    gettable: 'Select',
    listkeyspaces: 'Select',
    listtables: 'Select',
    listtagsforresource: 'Select',
  },
  securityhub: { getfindingsv2: 'GetFindings', getfindingstatisticsv2: 'GetFindings' },
  accessanalyzer: { getfindingv2: 'GetFinding', listfindingsv2: 'ListFindings' },
  lambda: { getlayerversionbyarn: 'GetLayerVersion' },
  sts: { getcalleridentity: 'GetCallerIdentity' },
};

/** The same by service and operation. */
const ACTION_BY_NAME = new Map(
  Object.entries(ACTIONS).flatMap(([service, actions]) =>
    Object.entries(actions).map(([operation, action]) => [`${service}:${operation}`, action]),
  ),
);

/** IAM knows the operations of these by HTTP method only. */
const BY_METHOD: ReadonlySet<string> = new Set(['apigateway', 'apigatewayv2']);

/** What an operation is called in IAM. */
export interface ActionName {
  readonly prefix: string;
  readonly action: string;
}

/** A name without dashes, underscores and capitals. */
export function plainName(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

/**
 * The action of an operation. It need not exist.
 * @param service name in the CLI, or prefix in IAM.
 */
export function actionOf(service: string, operation: string): ActionName {
  const prefix = PREFIXES.get(service) ?? service;
  const plain = plainName(operation);
  // `aws s3` is a program of its own; as the prefix in IAM, `s3` means the API.
  const action = ACTION_BY_NAME.get(`${service === 's3' ? 's3api' : service}:${plain}`);
  if (action !== undefined) return { prefix, action };
  const isRead = BY_METHOD.has(service) && plain.startsWith('get');
  return { prefix, action: isRead ? 'GET' : plain };
}
