import {
  describeOrganizationConfiguration,
  getConfigurationPolicy,
  getEnabledStandards,
  getFindingAggregator,
  listFindingAggregators,
  listPolicyAssociations,
} from './posture-operations.ts';
import type { Read } from './reading.ts';

/** Which Regions send their findings to the home Region. */
export interface FindingAggregation {
  readonly homeRegion: string;
  /** `ALL_REGIONS`, `ALL_REGIONS_EXCEPT_SPECIFIED`, `SPECIFIED_REGIONS` or `NO_REGIONS`. */
  readonly mode: string;
  /** The Regions that the mode speaks of: left out, or linked. */
  readonly regions: readonly string[];
  readonly evidence: string;
}

/** What a configuration policy turns on. */
export interface HubPolicy {
  readonly name: string;
  readonly enabled: boolean;
  readonly standards: readonly string[];
  readonly evidence: string;
}

/** The policy that holds for an account. */
export interface PolicyAssociation {
  readonly accountId: string;
  /** Null where the account is left to manage itself. */
  readonly policyId: string | null;
  /** `SUCCESS`, `PENDING` or `FAILED`. */
  readonly status: string;
  /** AWS's words for a failure, or null. */
  readonly message: string | null;
  readonly evidence: string;
}

/** What is enabled in the organization, and who decides it. */
export type HubStandards =
  | {
      readonly decidedBy: 'policies';
      readonly associations: readonly PolicyAssociation[];
      readonly policies: ReadonlyMap<string, HubPolicy>;
    }
  | {
      readonly decidedBy: 'accounts';
      /** Of the asking account in the home Region; nothing is known of other accounts. */
      readonly ownStandards: readonly string[];
      readonly evidence: readonly string[];
    };

/** Reads how Security Hub is set up for the organization; the delegated administrator may ask, in the home Region. */
export interface PostureReader {
  /** Null where findings of Regions are not brought together. */
  aggregation(): Promise<FindingAggregation | null>;
  standards(): Promise<HubStandards>;
}

/** How AWS names accounts that are left to themselves in place of a policy. */
const SELF_MANAGED = 'SELF_MANAGED_SECURITY_HUB';

/** A reader for one run. */
export function createPostureReader(read: Read): PostureReader {
  return {
    async aggregation() {
      const [found] = await read(listFindingAggregators, { MaxResults: 100 });
      if (found === undefined) return null;
      const { FindingAggregatorArn } = found.item;
      const [aggregator] = await read(getFindingAggregator, { FindingAggregatorArn });
      if (aggregator === undefined) return null;
      const { item, evidence } = aggregator;
      const { FindingAggregationRegion: homeRegion, RegionLinkingMode: mode, Regions } = item;
      return { homeRegion, mode, regions: Regions ?? [], evidence };
    },
    async standards() {
      const [configuration] = await read(describeOrganizationConfiguration, {});
      const type = configuration?.item.OrganizationConfiguration?.ConfigurationType;
      return type === 'CENTRAL' ? readPolicies(read) : readOwnStandards(read);
    },
  };
}

async function readPolicies(read: Read): Promise<HubStandards> {
  const answer = await read(listPolicyAssociations, { MaxResults: 100 });
  const associations = answer
    .filter(({ item }) => item.TargetType === 'ACCOUNT')
    .map(({ item, evidence }): PolicyAssociation => {
      const { TargetId: accountId, ConfigurationPolicyId: id } = item;
      return {
        accountId,
        policyId: id === SELF_MANAGED ? null : id,
        status: item.AssociationStatus ?? 'PENDING',
        message: item.AssociationStatusMessage ?? null,
        evidence,
      };
    });
  const ids = [...new Set(associations.flatMap(({ policyId }) => policyId ?? []))];
  const policies = await Promise.all(ids.map((id) => readPolicy(read, id)));
  return { decidedBy: 'policies', associations, policies: new Map(policies) };
}

async function readPolicy(read: Read, id: string): Promise<[string, HubPolicy]> {
  const [policy] = await read(getConfigurationPolicy, { Identifier: id });
  const hub = policy?.item.ConfigurationPolicy?.SecurityHub;
  return [
    id,
    {
      name: policy?.item.Name ?? id,
      enabled: hub?.ServiceEnabled === true,
      standards: hub?.EnabledStandardIdentifiers ?? [],
      evidence: policy?.evidence ?? '',
    },
  ];
}

async function readOwnStandards(read: Read): Promise<HubStandards> {
  const answer = await read(getEnabledStandards, { MaxResults: 100 });
  return {
    decidedBy: 'accounts',
    ownStandards: answer.map(({ item }) => item.StandardsArn),
    evidence: [...new Set(answer.map(({ evidence }) => evidence))],
  };
}
