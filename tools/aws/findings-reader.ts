import type { AwsSecurityFindingFilters, GetFindingsRequest } from '@aws-sdk/client-securityhub';
import { type Static, Type } from 'typebox';
import type { Severity } from '../../pipeline-server/contracts/parameters.ts';
import { defineOperation, HOUR, MINUTE } from './operation.ts';
import type { Reading } from './reading.ts';

const SECURITY_HUB = {
  service: 'securityhub',
  iamPrefix: 'securityhub',
  token: 'NextToken',
} as const;

const Findings = Type.Object({
  Findings: Type.Optional(
    Type.Array(
      Type.Object({
        Id: Type.String(),
        AwsAccountId: Type.String(),
        Region: Type.Optional(Type.String()),
        Title: Type.Optional(Type.String()),
        ProductName: Type.Optional(Type.String()),
        GeneratorId: Type.Optional(Type.String()),
        Types: Type.Optional(Type.Array(Type.String())),
        FirstObservedAt: Type.Optional(Type.String()),
        CreatedAt: Type.Optional(Type.String()),
        UpdatedAt: Type.Optional(Type.String()),
        Severity: Type.Optional(Type.Object({ Label: Type.Optional(Type.String()) })),
        Workflow: Type.Optional(Type.Object({ Status: Type.Optional(Type.String()) })),
        Compliance: Type.Optional(
          Type.Object({
            Status: Type.Optional(Type.String()),
            SecurityControlId: Type.Optional(Type.String()),
            AssociatedStandards: Type.Optional(
              Type.Array(Type.Object({ StandardsId: Type.Optional(Type.String()) })),
            ),
          }),
        ),
        Resources: Type.Optional(
          Type.Array(
            Type.Object({
              Id: Type.String(),
              Type: Type.Optional(Type.String()),
              Region: Type.Optional(Type.String()),
              Tags: Type.Optional(Type.Record(Type.String(), Type.String())),
            }),
          ),
        ),
      }),
    ),
  ),
});

/** Findings of the aggregation Region: those of all linked Regions and member accounts; 200,000 at most. */
const getFindings = defineOperation({
  ...SECURITY_HUB,
  name: 'GetFindings',
  maximumPages: 2_000,
  // AWS allows three pages a second: a long answer is dear in time, and its items are small.
  keptItems: 100_000,
  freshness: 5 * MINUTE,
  answer: Findings,
  send: async (clients, input: GetFindingsRequest, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.GetFindingsCommand(input), options);
  },
  items: (answer) => (answer.Findings ?? []).map(toFinding),
});

/** The member accounts of the delegated administrator. */
const listMembers = defineOperation({
  ...SECURITY_HUB,
  name: 'ListMembers',
  freshness: HOUR,
  answer: Type.Object({
    Members: Type.Optional(
      Type.Array(
        Type.Object({
          AccountId: Type.String(),
          MemberStatus: Type.Optional(Type.String()),
          AdministratorId: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { OnlyAssociated: boolean; MaxResults: number }, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.ListMembersCommand(input), options);
  },
  items: (answer) => answer.Members ?? [],
});

/** What findings are wanted. Empty lists mean all; only active ones in NEW or NOTIFIED state come. */
export interface FindingsQuery {
  readonly severities: readonly Severity[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** `Security Hub`, `GuardDuty`, `Inspector`, `Macie`, `IAM Access Analyzer`; null for all products. */
  readonly product: string | null;
  /** `NEW` and `NOTIFIED` unless said otherwise. */
  readonly workflow?: readonly string[];
  /** `PASSED`, `FAILED`, `WARNING`; any, and findings without, unless said otherwise. */
  readonly compliance?: readonly string[];
}

/** One finding, for its first resource. */
export interface SecurityFinding {
  readonly id: string;
  readonly accountId: string;
  readonly region: string | null;
  readonly title: string;
  readonly product: string | null;
  readonly severity: string;
  readonly controlId: string | null;
  readonly standards: readonly string[];
  readonly types: readonly string[];
  readonly resourceId: string | null;
  readonly resourceType: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** ISO 8601, or null. */
  readonly firstObserved: string | null;
  readonly updated: string | null;
  readonly workflow: string | null;
  readonly evidence: string;
}

/** A member account of Security Hub. */
export interface SecurityMember {
  readonly accountId: string;
  readonly enabled: boolean;
  readonly status: string;
  readonly administratorId: string | null;
  readonly evidence: string;
}

/** Reads Security Hub in its aggregation Region; never Region by Region, which would count findings twice. */
export interface FindingsReader {
  findings(query: FindingsQuery): Promise<readonly SecurityFinding[]>;
  members(): Promise<readonly SecurityMember[]>;
}

/** A reader for one run. */
export function createFindingsReader({ read, stream }: Reading): FindingsReader {
  return {
    async findings(query) {
      const found: SecurityFinding[] = [];
      const input = { Filters: toFilters(query), MaxResults: 100 };
      for await (const { items, evidence } of stream(getFindings, input)) {
        for (const item of items) found.push({ ...item, evidence: evidence.id });
      }
      return found;
    },
    async members() {
      const answer = await read(listMembers, { OnlyAssociated: false, MaxResults: 50 });
      return answer.map(({ item, evidence }) => ({
        accountId: item.AccountId,
        enabled: item.MemberStatus === 'Enabled',
        status: item.MemberStatus ?? 'Unknown',
        administratorId: item.AdministratorId ?? null,
        evidence,
      }));
    },
  };
}

/** Most values that Security Hub takes for one attribute. */
const FILTER_VALUES = 20;

function toFilters(query: FindingsQuery): AwsSecurityFindingFilters {
  return {
    RecordState: equalsAny(['ACTIVE']),
    WorkflowStatus: equalsAny(query.workflow ?? ['NEW', 'NOTIFIED']),
    ...attribute('ComplianceStatus', query.compliance ?? []),
    ...attribute('SeverityLabel', query.severities),
    ...attribute('AwsAccountId', query.accounts),
    ...attribute('Region', query.regions),
    ...attribute('ProductName', query.product === null ? [] : [query.product]),
  };
}

/** A list that is empty or too long for AWS is left out; the caller filters what comes. */
function attribute(name: keyof AwsSecurityFindingFilters, values: readonly string[]) {
  const fits = values.length > 0 && values.length <= FILTER_VALUES;
  return fits ? { [name]: equalsAny(values) } : {};
}

function equalsAny(values: readonly string[]) {
  return values.toSorted().map((Value) => ({ Value, Comparison: 'EQUALS' as const }));
}

type FindingItem = NonNullable<Static<typeof Findings>['Findings']>[number];

function toFinding(item: FindingItem): Omit<SecurityFinding, 'evidence'> {
  return {
    id: item.Id,
    accountId: item.AwsAccountId,
    title: item.Title ?? item.Id,
    product: item.ProductName ?? null,
    severity: item.Severity?.Label ?? 'INFORMATIONAL',
    workflow: item.Workflow?.Status ?? null,
    types: item.Types ?? [],
    firstObserved: item.FirstObservedAt ?? item.CreatedAt ?? null,
    updated: item.UpdatedAt ?? null,
    ...controlOf(item),
    ...resourceOf(item),
  };
}

function controlOf({ Compliance }: FindingItem) {
  const standards = Compliance?.AssociatedStandards ?? [];
  return {
    controlId: Compliance?.SecurityControlId ?? null,
    standards: standards.flatMap(({ StandardsId }) => StandardsId ?? []),
  };
}

function resourceOf({ Region, Resources }: FindingItem) {
  const resource = Resources?.[0];
  return {
    region: Region ?? resource?.Region ?? null,
    resourceId: resource?.Id ?? null,
    resourceType: resource?.Type ?? null,
    tags: resource?.Tags ?? {},
  };
}
