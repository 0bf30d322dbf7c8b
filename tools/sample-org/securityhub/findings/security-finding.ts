import type { JsonObject, Resource } from '../../world/types.ts';
import type { FindingDraft, SeverityLabel } from './finding-draft.ts';
import { resourceDetails } from './resource-details.ts';

/** Normalised severities of the labels, as the AWS Security Finding Format gives them. */
const NORMALIZED: Readonly<Record<SeverityLabel, number>> = {
  CRITICAL: 90,
  HIGH: 70,
  MEDIUM: 40,
  LOW: 1,
  INFORMATIONAL: 0,
};

/** Writes a finding in the AWS Security Finding Format (schema 2018-10-08). */
export function securityFinding(draft: FindingDraft): JsonObject {
  const { product, accountId, region, severity, types, life, resource } = draft;
  const productArn = `arn:aws:securityhub:${region}::product/aws/${product.key}`;
  return {
    SchemaVersion: '2018-10-08',
    Id: draft.id,
    ProductArn: productArn,
    ProductName: product.name,
    CompanyName: product.company,
    Region: region,
    GeneratorId: draft.generatorId,
    AwsAccountId: accountId,
    AwsAccountName: draft.accountName,
    Types: types,
    FirstObservedAt: life.firstObservedAt.toISOString(),
    LastObservedAt: life.updatedAt.toISOString(),
    CreatedAt: life.firstObservedAt.toISOString(),
    UpdatedAt: life.updatedAt.toISOString(),
    ProcessedAt: life.updatedAt.toISOString(),
    Severity: { Label: severity, Normalized: NORMALIZED[severity], Original: severity },
    Title: draft.title,
    Description: draft.description,
    ProductFields: {
      'aws/securityhub/FindingId': `${productArn}/${draft.id}`,
      'aws/securityhub/ProductName': product.name,
      'aws/securityhub/CompanyName': product.company,
    },
    Resources: [findingResource(resource, region)],
    WorkflowState: 'NEW',
    Workflow: { Status: life.workflow },
    RecordState: life.recordState,
    FindingProviderFields: { Severity: { Label: severity, Original: severity }, Types: types },
    ...draft.extra,
  };
}

function findingResource(resource: Resource, region: string): JsonObject {
  const { type, details } = resourceDetails(resource);
  const tags = Object.keys(resource.tags).length > 0 ? { Tags: resource.tags } : {};
  return {
    Type: type,
    Id: resource.arn,
    Partition: 'aws',
    Region: region,
    ...tags,
    ...(details && { Details: { [type]: details } }),
  };
}
