import type { ApprovalStatus } from './approvals.ts';
import type { Money } from './findings.ts';
import type { BlastRadius, Plan, PlannedAction } from './plan.ts';

const STATUS_WORDS: Readonly<Record<ApprovalStatus, string>> = {
  PENDING: 'Approval needed',
  APPROVED: 'Approved',
  EXECUTING: 'Being done',
  SUCCEEDED: 'Done',
  FAILED: 'Failed',
  UNKNOWN: 'Outcome unknown',
  ROLLING_BACK: 'Being undone',
  ROLLED_BACK: 'Undone',
  REJECTED: 'Rejected',
  CHANGES_REQUESTED: 'Changes asked for',
  EXPIRED: 'Expired',
  CANCELLED: 'Cancelled',
  SUPERSEDED: 'Replaced by another plan',
  REVOKED: 'Approval taken back',
};

/** A status as people say it. */
export function statusWords(status: ApprovalStatus): string {
  return STATUS_WORDS[status];
}

/** `saves USD 12.30`, `adds USD 4.00`, `stays the same`, `not priced`. */
export function costWords(change: Money | null): string {
  if (change === null) return 'not priced';
  if (change.amount === 0) return 'stays the same';
  const amount = Math.abs(change.amount).toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `${change.amount < 0 ? 'saves' : 'adds'} ${change.currency} ${amount}`;
}

/** `3 resources in 1 account and 2 Regions, production`. Where a command acts, nothing says. */
export function reachWords({ resources, accounts, regions, production }: BlastRadius): string {
  const place =
    accounts === 0 && regions === 0
      ? 'places that are not known'
      : `${counted(accounts, 'account')} and ${counted(regions, 'Region')}`;
  return `${counted(resources, 'resource')} in ${place}${production ? ', production' : ''}`;
}

/**
 * What a plan changes: the AWS that this server asks, or what its programs reach with credentials of their own. The sample
 * organisation has no part in the latter.
 */
export function changedWorld({ actions }: Pick<Plan, 'actions'>, awsSource: string): string {
  return actions.every(({ kind }) => kind === 'aws') ? awsSource : 'what the program reaches';
}

/** `3 × ec2.stop-instance, 1 × ebs.delete-volume`. */
export function actionCounts(actions: readonly PlannedAction[]): string {
  const counts = new Map<string, number>();
  for (const { executor } of actions) counts.set(executor, (counts.get(executor) ?? 0) + 1);
  return [...counts].map(([executor, number]) => `${number} × ${executor}`).join(', ');
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
