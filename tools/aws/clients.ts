import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { MemberAccess } from './member-call.ts';
import { GUARD_STEP, readOnly } from './read-only.ts';
import type { AwsSource } from './source.ts';
import { TRANSIENT_RETRIES } from './transient-retries.ts';

/** Where the organization-wide services live, whatever the home Region is (AWS endpoints and quotas pages). */
const GLOBAL_REGION = 'us-east-1';

/** Settings shared by the clients of a source; the SDK retries transient faults, the scheduler what is throttled. */
function settings(source: AwsSource, region: string) {
  return {
    region,
    retryStrategy: TRANSIENT_RETRIES,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    ...(source.endpoint === null ? {} : { endpoint: source.endpoint }),
    ...(source.credentials === null ? {} : { credentials: source.credentials }),
  };
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open();
    return opened;
  };
}

/** One value for each key, made when it is first asked for. */
function oncePerKey<T>(open: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const opened = new Map<string, Promise<T>>();
  return (key) => {
    const value = opened.get(key) ?? open(key);
    opened.set(key, value);
    return value;
  };
}

/**
 * Clients of STS, and of member accounts in a Region: these are made for each request, and share their connections and
 * what the SDK looks up in the environment and in files.
 */
function memberClients(source: AwsSource) {
  const sts = once(async () => {
    const sdk = await import('@aws-sdk/client-sts');
    const client = new sdk.STSClient(settings(source, source.region));
    client.middlewareStack.add(readOnly('sts'), GUARD_STEP);
    return { sdk, client };
  });
  async function settingsIn(member: MemberAccess | undefined) {
    const { credentials, region } = needMember(member);
    const { config } = (await sts()).client;
    const { requestHandler, defaultsMode, useFipsEndpoint, useDualstackEndpoint } = config;
    const { userAgentAppId } = config;
    const shared = { requestHandler, defaultsMode, useFipsEndpoint, useDualstackEndpoint };
    return { ...settings(source, region), ...shared, userAgentAppId, credentials };
  }
  return {
    sts,
    /** @throws AnalysisError without the session of a member account. */
    acmIn: async (member: MemberAccess | undefined) => {
      const sdk = await import('@aws-sdk/client-acm');
      const client = new sdk.ACMClient(await settingsIn(member));
      client.middlewareStack.add(readOnly('acm'), GUARD_STEP);
      return { sdk, client };
    },
    /** @throws AnalysisError without the session of a member account. */
    cloudWatchAs: async (member: MemberAccess | undefined) => {
      const sdk = await import('@aws-sdk/client-cloudwatch');
      const client = new sdk.CloudWatchClient(await settingsIn(member));
      client.middlewareStack.add(readOnly('cloudwatch'), GUARD_STEP);
      return { sdk, client };
    },
  };
}

/** Never falls back to the server's own credentials: the answer would be that of another account. */
function needMember(member: MemberAccess | undefined): MemberAccess {
  if (member !== undefined) return member;
  throw new AnalysisError('unavailable', 'A member account was asked without a session in it.');
}

/** Clients of budgets, people and metrics. */
function setUpClients(source: AwsSource) {
  const home = settings(source, source.region);
  const global = settings(source, GLOBAL_REGION);
  return {
    budgets: once(async () => {
      const sdk = await import('@aws-sdk/client-budgets');
      const client = new sdk.BudgetsClient(global);
      client.middlewareStack.add(readOnly('budgets'), GUARD_STEP);
      return { sdk, client };
    }),
    /** Identity Center answers in its own Region, which is the home Region here. */
    ssoAdmin: once(async () => {
      const sdk = await import('@aws-sdk/client-sso-admin');
      const client = new sdk.SSOAdminClient(home);
      client.middlewareStack.add(readOnly('sso-admin'), GUARD_STEP);
      return { sdk, client };
    }),
    identityStore: once(async () => {
      const sdk = await import('@aws-sdk/client-identitystore');
      const client = new sdk.IdentitystoreClient(home);
      client.middlewareStack.add(readOnly('identitystore'), GUARD_STEP);
      return { sdk, client };
    }),
    /** CloudWatch answers for the Region that is asked. */
    cloudWatchIn: oncePerKey(async (region) => {
      const sdk = await import('@aws-sdk/client-cloudwatch');
      const client = new sdk.CloudWatchClient(settings(source, region));
      client.middlewareStack.add(readOnly('cloudwatch'), GUARD_STEP);
      return { sdk, client };
    }),
  };
}

/** Files in S3. No scheduler stands before it, so that the SDK's own retries also wait where S3 asks to slow down. */
function storeClients(source: AwsSource) {
  const { retryStrategy: _, ...home } = settings(source, source.region);
  return {
    s3: once(async () => {
      const sdk = await import('@aws-sdk/client-s3');
      const client = new sdk.S3Client({ ...home, maxAttempts: 5, followRegionRedirects: true });
      client.middlewareStack.add(readOnly('s3'), GUARD_STEP);
      return { sdk, client };
    }),
  };
}

/** The guarded clients of a source. Each SDK is imported and each client made when it is first asked for. */
export function createClients(source: AwsSource) {
  const home = settings(source, source.region);
  const global = settings(source, GLOBAL_REGION);
  return {
    organizations: once(async () => {
      const sdk = await import('@aws-sdk/client-organizations');
      const client = new sdk.OrganizationsClient(global);
      client.middlewareStack.add(readOnly('organizations'), GUARD_STEP);
      return { sdk, client };
    }),
    config: once(async () => {
      const sdk = await import('@aws-sdk/client-config-service');
      const client = new sdk.ConfigServiceClient(home);
      client.middlewareStack.add(readOnly('config'), GUARD_STEP);
      return { sdk, client };
    }),
    costExplorer: once(async () => {
      const sdk = await import('@aws-sdk/client-cost-explorer');
      const client = new sdk.CostExplorerClient(global);
      client.middlewareStack.add(readOnly('cost-explorer'), GUARD_STEP);
      return { sdk, client };
    }),
    hub: once(async () => {
      const sdk = await import('@aws-sdk/client-cost-optimization-hub');
      const client = new sdk.CostOptimizationHubClient(global);
      client.middlewareStack.add(readOnly('cost-optimization-hub'), GUARD_STEP);
      return { sdk, client };
    }),
    optimizer: once(async () => {
      const sdk = await import('@aws-sdk/client-compute-optimizer');
      const client = new sdk.ComputeOptimizerClient(home);
      client.middlewareStack.add(readOnly('compute-optimizer'), GUARD_STEP);
      return { sdk, client };
    }),
    /** Compute Optimizer answers for the Region that is asked. */
    optimizerIn: oncePerKey(async (region) => {
      const sdk = await import('@aws-sdk/client-compute-optimizer');
      const client = new sdk.ComputeOptimizerClient(settings(source, region));
      client.middlewareStack.add(readOnly('compute-optimizer'), GUARD_STEP);
      return { sdk, client };
    }),
    securityHub: once(async () => {
      const sdk = await import('@aws-sdk/client-securityhub');
      const client = new sdk.SecurityHubClient(home);
      client.middlewareStack.add(readOnly('securityhub'), GUARD_STEP);
      return { sdk, client };
    }),
    ...setUpClients(source),
    ...memberClients(source),
    ...storeClients(source),
  };
}

/** What {@link createClients} makes. */
export type Clients = ReturnType<typeof createClients>;
