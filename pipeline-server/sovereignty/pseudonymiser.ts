import type { RequestFinding } from '../contracts/sovereignty.ts';
import type { GateDecision, GateRequest } from '../contracts/sovereignty-gate.ts';

/** A body in which values were replaced, and how many. */
export type Replaced = Pick<GateDecision, 'body' | 'restore' | 'redacted' | 'pseudonymised'>;

/** Replaces values by names that stand for them in this chat, and puts the values back into the answer. */
export interface Pseudonymiser {
  /** Null when a value cannot be replaced reversibly; secrets never are. */
  replace(request: GateRequest, findings: readonly RequestFinding[]): Promise<Replaced | null>;
}
