import type { Plan, PlannedAction } from './plan.ts';
import type { Principal } from './principal.ts';
import type { DataClass } from './sovereignty.ts';

/** Where hooks run, in the order in which a question passes them. */
export const HOOK_STAGES = [
  'question',
  'plan',
  'before-tool',
  'after-tool',
  'before-answer',
  'before-execution',
  'after-execution',
] as const;

/** One of {@link HOOK_STAGES}. */
export type HookStage = (typeof HOOK_STAGES)[number];

/** What is common to all stages. */
interface HookScene {
  /** Who asks, or on whose behalf something is done. */
  readonly actor: Pick<Principal, 'id' | 'groups' | 'proof'>;
  /** ISO 8601. */
  readonly now: string;
  readonly chatId: string | null;
}

/** A call of a tool, whoever serves it. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How the action was classified; see `policy/classify-action`. */
  readonly access: 'read' | 'write' | 'refused';
  /** Why, in a sentence. */
  readonly reason: string;
}

/** What a hook of each stage looks at. */
export interface HookInputs {
  readonly question: HookScene & { readonly text: string; readonly dataClass: DataClass };
  readonly plan: HookScene & {
    readonly plan: Plan;
    /** Who agreed to the plan before specialists work on it, or null. */
    readonly agreedBy: { readonly agent: string; readonly tier: string } | null;
  };
  readonly 'before-tool': HookScene & {
    readonly call: ToolCall;
    /** The agent that calls; null for a person or a model without a role. */
    readonly agent: { readonly id: string; readonly tier: string } | null;
    readonly planAgreed: boolean;
  };
  readonly 'after-tool': HookScene & {
    readonly call: ToolCall;
    readonly output: string;
    readonly failed: boolean;
  };
  readonly 'before-answer': HookScene & {
    readonly text: string;
    /** Ids of evidence and results of tools that the answer rests on. */
    readonly evidence: readonly string[];
    /** Outcomes of executions that the answer may claim. */
    readonly executions: readonly { readonly approvalId: string; readonly status: string }[];
    readonly dataClass: DataClass;
  };
  readonly 'before-execution': HookScene & {
    readonly plan: Plan;
    /** Hash of the plan as it is now, and as the approvers saw it. */
    readonly planHash: string;
    readonly approvedHash: string | null;
    readonly requester: string;
    readonly approvers: readonly string[];
    readonly approvedAt: string | null;
    readonly expiresAt: string | null;
    /** True when the token of the approval was used before. */
    readonly redeemed: boolean;
  };
  readonly 'after-execution': HookScene & {
    readonly plan: Plan;
    readonly action: PlannedAction;
    readonly passed: boolean;
    readonly verified: boolean;
    readonly evidence: readonly string[];
  };
}

/** What a hook decided. `amend` replaces the text or the arguments that it looked at. */
export type HookVerdict =
  | { readonly decision: 'allow' }
  | {
      readonly decision: 'deny' | 'require-approval';
      readonly message: string;
      readonly remedy: string;
    }
  | { readonly decision: 'amend'; readonly message: string; readonly amended: unknown };

/** A case that a hook is tested with and documented by. */
export interface HookCase<Stage extends HookStage> {
  readonly name: string;
  /** What differs from a harmless input of the stage. */
  readonly given: Partial<HookInputs[Stage]>;
  /** What differs from the settings that cases are decided under. */
  readonly settings?: Partial<HookSettings>;
  readonly decision: HookVerdict['decision'];
}

/** Limits and lists that hooks are set by, from the settings. */
export interface HookSettings {
  readonly freezes: readonly {
    readonly name: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly killSwitch: boolean;
  readonly maximumResources: number;
  readonly maximumAccounts: number;
  /** Change of the monthly bill above which nothing is done, in USD. */
  readonly maximumMonthlyCostUsd: number;
  /** Tags, `key=value` or `key`, whose bearers are never changed. */
  readonly protectedTags: readonly string[];
  /** Empty means all. */
  readonly allowedRegions: readonly string[];
  readonly allowedAccounts: readonly string[];
  /** Age above which evidence is stale, in hours. */
  readonly evidenceHours: number;
}

/** A small deterministic rule that runs at one stage. It reads its input and nothing else: no clock, no network, no state. */
export interface Hook<Stage extends HookStage = HookStage> {
  /** Lower-case words with `-`, e.g. `enforce-coordination`. */
  readonly id: string;
  readonly stage: Stage;
  /** What it is for, in a sentence. */
  readonly purpose: string;
  /** Ids of anti-patterns and rules that it enforces. */
  readonly enforces: readonly string[];
  decide(input: HookInputs[Stage], settings: HookSettings): HookVerdict;
  /** At least one that it lets pass and one that it does not. */
  readonly cases: readonly HookCase<Stage>[];
}

/** Defines a hook. */
export function defineHook<Stage extends HookStage>(hook: Hook<Stage>): Hook<Stage> {
  return Object.freeze(hook);
}

/** How a hook is run: `warn` writes down what it would have decided and lets pass. */
export const HOOK_MODES = ['on', 'warn', 'off'] as const;

/** One of {@link HOOK_MODES}. */
export type HookMode = (typeof HOOK_MODES)[number];

/** What one hook said of one input. */
export interface HookDecision {
  readonly hook: string;
  readonly stage: HookStage;
  readonly mode: Exclude<HookMode, 'off'>;
  readonly verdict: HookVerdict;
}

/** What all hooks of a stage said together: the first `deny` counts, else the first `require-approval`. */
export interface HookPass<Stage extends HookStage = HookStage> {
  readonly decision: 'allow' | 'deny' | 'require-approval';
  /** The hook that decided; null when all allowed. */
  readonly decidedBy: HookDecision | null;
  /** All that did not simply allow, warnings included. */
  readonly said: readonly HookDecision[];
  /** The input with what was amended. */
  readonly input: HookInputs[Stage];
}

/** Runs the hooks of a stage. A hook that throws denies. */
export interface Hooks {
  run<Stage extends HookStage>(stage: Stage, input: HookInputs[Stage]): HookPass<Stage>;
}

/** Why something does not pass, and what to do instead. */
export interface Objection {
  readonly message: string;
  readonly remedy: string;
}

/** Why a pass does not simply go on; null when it does. Where nobody can be asked, a request for approval is a refusal. */
export function objectionOf({ decidedBy }: HookPass): Objection | null {
  const verdict = decidedBy?.verdict;
  if (verdict?.decision !== 'deny' && verdict?.decision !== 'require-approval') return null;
  return { message: verdict.message, remedy: verdict.remedy };
}
