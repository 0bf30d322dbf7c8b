import type { JsonObject, Resource } from '../../world/types.ts';

/** Severity labels of findings. */
export type SeverityLabel = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';

/** Where a person has brought a finding. */
export type WorkflowStatus = 'NEW' | 'NOTIFIED' | 'SUPPRESSED' | 'RESOLVED';

/** A product that sends findings. */
export interface Product {
  /** Last part of its product ARN. */
  readonly key: string;
  readonly name: string;
  readonly company: string;
}

/** When a finding was seen and what became of it. */
export interface LifeCycle {
  readonly firstObservedAt: Date;
  readonly updatedAt: Date;
  readonly workflow: WorkflowStatus;
  readonly recordState: 'ACTIVE' | 'ARCHIVED';
}

/** What the common part of a finding is made from. */
export interface FindingDraft {
  readonly product: Product;
  /** Unique within product, account and Region. */
  readonly id: string;
  readonly generatorId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  readonly types: readonly string[];
  readonly title: string;
  readonly description: string;
  readonly severity: SeverityLabel;
  readonly resource: Resource;
  readonly life: LifeCycle;
  /** Members that only some products have: `Compliance`, `Vulnerabilities`, `Remediation`, … */
  readonly extra: JsonObject;
}
