/** What the organisation is made from. */
export interface WorldParameters {
  readonly seed: number;
  /** Number of accounts, at least 14. */
  readonly accounts: number;
  /** Number of Regions in use, 1 to 17. */
  readonly regions: number;
  /** About how many resources there are in all accounts. */
  readonly resources: number;
  /** Months of cost history before the current one. */
  readonly months: number;
  /** The organisation's own time; ages of resources count from here. */
  readonly now: Date;
  /** True: names of accounts and values of tags are what an attacker would write there. */
  readonly poison: boolean;
}

/** What an account is for. */
export type AccountPurpose =
  | 'management'
  | 'audit'
  | 'log-archive'
  | 'network'
  | 'shared-services'
  | 'workload'
  | 'sandbox';

/** Where in its life a workload is. */
export type Environment = 'prod' | 'staging' | 'dev' | 'sandbox';

/** One member account. */
export interface WorldAccount {
  readonly id: string;
  /** Position in the organisation's list, from 0. */
  readonly index: number;
  readonly name: string;
  readonly email: string;
  readonly purpose: AccountPurpose;
  readonly team: string;
  readonly environment: Environment;
  readonly costCentre: string;
  readonly owner: string;
  readonly organizationalUnitId: string;
  readonly state: 'ACTIVE' | 'SUSPENDED';
  readonly joined: Date;
  /** How big the account is beside the others; 1 is usual. */
  readonly size: number;
  /** False: STS refuses AssumeRole into it. */
  readonly assumable: boolean;
  /** False: Cost Optimization Hub and Compute Optimizer do not cover it. */
  readonly enrolled: boolean;
}

/** An organizational unit. */
export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
}

/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = Readonly<Record<string, Json>>;

/** A relationship as AWS Config records it, e.g. `Is attached to Instance`. */
export interface Relationship {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly relationshipName: string;
}

/** A configuration item, as AWS Config records it. */
export interface Resource {
  /** CloudFormation type name, e.g. `AWS::EC2::Instance`. */
  readonly type: string;
  readonly id: string;
  readonly arn: string;
  readonly name: string | null;
  readonly accountId: string;
  /** Region code, or `global` for IAM and CloudFront. */
  readonly region: string;
  /** A zone, `Multiple Availability Zones`, `Regional` or `Not Applicable`. */
  readonly availabilityZone: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** Members are spelled as AWS Config spells them for this type. */
  readonly configuration: JsonObject;
  readonly supplementaryConfiguration: JsonObject;
  readonly relationships: readonly Relationship[];
}

/** Resources of one type in one account and Region. */
export interface Cell {
  readonly account: WorldAccount;
  /** Region code, or `global`. */
  readonly region: string;
  readonly type: string;
}

/** Narrows a walk over resources. A list that is left out narrows nothing. */
export interface ResourceFilter {
  readonly accountIds?: readonly string[];
  readonly regions?: readonly string[];
  readonly types?: readonly string[];
}

/** One account in one Region: where resources of every type are made. */
export interface Place {
  readonly parameters: WorldParameters;
  readonly account: WorldAccount;
  /** Region code, or `global`. */
  readonly region: string;
  /** Share of the organisation's resources that live here, 0 to 1. */
  readonly share: number;
}

/** The organisation. Nothing in it grows with the number of resources: they are made while one walks over them. */
export interface World {
  readonly parameters: WorldParameters;
  readonly organizationId: string;
  readonly rootId: string;
  readonly managementAccountId: string;
  /** Delegated administrator of Config, Security Hub, GuardDuty and Access Analyzer. */
  readonly auditAccountId: string;
  /** Region of the Config aggregator and of Security Hub's aggregation. */
  readonly homeRegion: string;
  readonly regions: readonly string[];
  readonly accounts: readonly WorldAccount[];
  readonly organizationalUnits: readonly OrganizationalUnit[];
  /** Types that exist here, in CloudFormation spelling. */
  readonly resourceTypes: readonly string[];
  account(id: string): WorldAccount | undefined;
  /** False where AWS Config records nothing: a suspended account, or a Region without a recorder. */
  recorded(account: WorldAccount, region: string): boolean;
  /** The place of a cell, from which facts about its resources follow. */
  place(cell: Pick<Cell, 'account' | 'region'>): Place;
  /**
   * Cells that hold at least one resource, account by account, Region by Region, type by type; those before `from` are
   * not looked at.
   */
  cells(filter?: ResourceFilter, from?: Cell | null): Iterable<Cell>;
  /** Resources in a cell, without walking over them. */
  count(cell: Cell): number;
  /** One resource of a cell. @throws RangeError outside 0 to count - 1. */
  resourceAt(cell: Cell, index: number): Resource;
  /** How often something was changed since the start. */
  changeCount(): number;
  /** Lazy walk, in the order of {@link World.cells}. Always the same for the same parameters. */
  resources(filter?: ResourceFilter): Iterable<Resource>;
}
