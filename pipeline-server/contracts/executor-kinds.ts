/** Kinds of executors; each is off until the settings enable it. */
export const EXECUTOR_KINDS = ['aws', 'terraform', 'command', 'runbook'] as const;

/** One of {@link EXECUTOR_KINDS}. */
export type ExecutorKind = (typeof EXECUTOR_KINDS)[number];
