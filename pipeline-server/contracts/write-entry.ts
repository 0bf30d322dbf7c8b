import type { Caller } from './analysis.ts';

/** What one change may do, where, and for whom. Nothing else can be sent with the client that is opened for it. */
export interface WriteEntry {
  readonly accountId: string;
  readonly region: string;
  /** Names of the operations that may leave the process. */
  readonly operations: readonly string[];
  /** IAM actions that the session's policy allows on everything: reads, and what AWS has no resources for. */
  readonly reads: readonly string[];
  /** IAM actions that it allows on `arns` and on nothing else. */
  readonly writes: readonly string[];
  readonly arns: readonly string[];
  readonly approvalId: string;
  readonly caller: Caller;
  /** Ends every call of the client. */
  readonly signal: AbortSignal;
}
