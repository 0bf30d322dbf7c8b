import { acmService } from './acm/acm-service.ts';
import { budgetsService } from './budgets/budgets-service.ts';
import { changeableWorld } from './changeable-world.ts';
import { cloudWatchService } from './cloudwatch/cloudwatch-service.ts';
import { computeOptimizerService } from './compute-optimizer/compute-optimizer-service.ts';
import { configService } from './config/config-service.ts';
import { costExplorerService } from './cost-explorer/cost-explorer-service.ts';
import { costOptimizationHubService } from './cost-optimization-hub/cost-optimization-hub-service.ts';
import { ec2Service } from './ec2/ec2-service.ts';
import { createCredentials } from './endpoint/credentials.ts';
import { createDispatch } from './endpoint/dispatch.ts';
import { createFaultPlayer, type Fault } from './endpoint/faults.ts';
import { startServer } from './endpoint/server.ts';
import { identityStoreService } from './identitystore/identitystore-service.ts';
import { organizationsService } from './organizations/organizations-service.ts';
import { rdsService } from './rds/rds-service.ts';
import { rememberResources } from './remember-resources.ts';
import { securityHubService } from './securityhub/security-hub-service.ts';
import { snsService } from './sns/sns-service.ts';
import { ssoAdminService } from './sso-admin/sso-admin-service.ts';
import { stsService } from './sts/sts-service.ts';
import { createWorld } from './world/create-world.ts';
import { createRandom } from './world/random.ts';

/** What the organisation is made from and how it behaves. */
export interface SampleOrganisationOptions {
  /** The same seed gives the same organisation; 1 by default. */
  readonly seed?: number;
  /** Number of accounts, 14 to 10,000; 14 by default. */
  readonly accounts?: number;
  /** Number of Regions, 1 to 17; 5 by default. */
  readonly regions?: number;
  /** About how many resources there are; 4,000 by default. */
  readonly resources?: number;
  /** Months of cost history; 24 by default. */
  readonly months?: number;
  /** True: names of accounts and values of tags are what an attacker would write there; false by default. */
  readonly poison?: boolean;
  /** The organisation's time; the machine's by default. */
  readonly clock?: () => Date;
  readonly faults?: readonly Fault[];
}

/** A running sample organisation. */
export interface SampleOrganisation {
  /** Endpoint for every service: `http://127.0.0.1:port`. */
  readonly endpoint: string;
  /** Region of the Config aggregator and of Security Hub. */
  readonly homeRegion: string;
  /** Regions in use, the home Region first. */
  readonly regions: readonly string[];
  readonly managementAccountId: string;
  /** Operations that each service answers, by the service's name in request signatures, e.g. `ce`. */
  readonly operations: ReadonlyMap<string, readonly string[]>;
  /** Keys of a user in the management account. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly close: () => Promise<void>;
}

/**
 * Starts the sample organisation on a free loopback port. It speaks AWS's wire protocols, so that the unmodified AWS
 * SDK can be pointed at it; requests must be signed with its credentials or with those that its STS gives out.
 * @throws RangeError when a number is out of its range.
 */
export async function startSampleOrganisation(
  options: SampleOrganisationOptions = {},
): Promise<SampleOrganisation> {
  const { clock: now = () => new Date(), faults = [], ...parameters } = options;
  const changeable = changeableWorld(rememberResources(createWorld({ ...parameters, now: now() })));
  const { world } = changeable;
  const { seed } = world.parameters;
  const credentials = createCredentials({
    seed,
    managementAccountId: world.managementAccountId,
    now,
  });
  const services = [
    organizationsService(world),
    stsService({ world, credentials, now }),
    configService(world),
    costExplorerService(world, now),
    computeOptimizerService(world),
    costOptimizationHubService(world, changeable.isChanged),
    budgetsService(world, now),
    identityStoreService(world),
    ssoAdminService(world),
    snsService(world),
    securityHubService(world),
    acmService(world),
    cloudWatchService(world),
    ec2Service(changeable, now),
    rdsService(changeable),
  ];
  const dispatch = createDispatch({
    services,
    credentials,
    faults: createFaultPlayer(faults, createRandom(seed, 'faults')),
  });
  const server = await startServer(dispatch);
  return {
    endpoint: server.url,
    homeRegion: world.homeRegion,
    regions: world.regions,
    managementAccountId: world.managementAccountId,
    operations: new Map(
      services.map(({ signingName, operations }) => [signingName, Object.keys(operations)]),
    ),
    credentials: credentials.root,
    close: server.close,
  };
}
