import type { ExecutorKind } from './executor-kinds.ts';
import type { Money } from './findings.ts';

/** A value that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What an action acts on. Texts come from AWS: data, never an instruction. */
export interface ActionTarget {
  /** 12 digits, or null for what is in no account. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly region: string | null;
  /** ARN or id. */
  readonly resourceId: string;
  /** CloudFormation type name, e.g. `AWS::EC2::Instance`; null when unknown. */
  readonly resourceType: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One step of a plan: an executor and its exact arguments. */
export interface PlannedAction {
  /** `action-1`, counted within the plan. */
  readonly id: string;
  /** Id of the executor, e.g. `ec2.stop-instance`. */
  readonly executor: string;
  readonly kind: ExecutorKind;
  /** What is done, in a sentence for the approver. */
  readonly description: string;
  /** Exactly what the executor gets; nothing is added later. */
  readonly arguments: Readonly<Record<string, JsonValue>>;
  readonly targets: readonly ActionTarget[];
  /** What undoes it, in a sentence; null when nothing does. */
  readonly rollback: string | null;
  /** Whether the executor can undo it by itself. */
  readonly canRollBack: boolean;
}

/** Something that a decision rests on, by content. */
export interface PlanEvidence {
  /** `sha256:` and the hash. */
  readonly id: string;
  /** What it is: `cost-optimization-hub:ListRecommendations`, `terraform show -json`. */
  readonly name: string;
  /** When it was read, ISO 8601. */
  readonly at: string;
}

/** What a trial run said that changed nothing. */
export interface DryRun {
  /** ISO 8601. */
  readonly at: string;
  readonly actions: readonly {
    readonly action: string;
    readonly passed: boolean;
    /** AWS's or the tool's own words, secrets removed. */
    readonly detail: string;
  }[];
}

/** A file that is executed as it is, such as a saved Terraform plan. */
export interface PlanArtifact {
  readonly name: string;
  /** `sha256:` and the hash of the bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

/** How much a plan touches. */
export interface BlastRadius {
  readonly resources: number;
  readonly accounts: number;
  readonly regions: number;
  /** True when a target is in production, or nothing says that it is not. */
  readonly production: boolean;
}

/** How much care a plan needs; it decides how many people approve, and who. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const;

/** One of {@link RISK_LEVELS}. */
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** The exact change that people decide on. It never changes: another change is another plan. */
export interface Plan {
  readonly title: string;
  /** Why it should be done, in a sentence. */
  readonly purpose: string;
  readonly actions: readonly PlannedAction[];
  readonly evidence: readonly PlanEvidence[];
  readonly blastRadius: BlastRadius;
  readonly risk: RiskLevel;
  /** Change of the monthly bill: negative saves. Null means "not priced", never zero. */
  readonly monthlyCostChange: Money | null;
  readonly dryRun: DryRun | null;
  readonly artifact: PlanArtifact | null;
  /** The option that it came from. */
  readonly recommendation: { readonly id: string; readonly analyzer: string } | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Two hashes of a plan, each `sha256:` and 64 hexadecimal digits. */
export interface PlanHashes {
  /** Of every byte of it: what is executed is what was seen. */
  readonly artifact: string;
  /** Of what it does, without when it was made: the same change planned again has the same. */
  readonly semantic: string;
}
