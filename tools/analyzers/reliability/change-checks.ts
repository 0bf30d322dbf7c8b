import { textAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';

const STATUS = { field: 'status', title: 'Status', path: 'configuration.stackStatus' };

/** Changes that did not go as declared. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'rel.cfn.drift',
    finds: { one: 'drifted CloudFormation stack', many: 'drifted CloudFormation stacks' },
    shows: [STATUS],
    advice: {
      verb: 'Reconcile',
      one: 'drifted stack',
      many: 'drifted stacks',
      action: 'Bring the template in line with what runs, or update the stack to undo the change.',
      effort: 'medium',
    },
    notes: ['Drift is known of stacks only on which drift detection has run.'],
  },
  {
    id: 'rel.cfn.failed',
    finds: {
      one: 'CloudFormation stack in a failed state',
      many: 'CloudFormation stacks in a failed state',
    },
    shows: [STATUS, { field: 'reason', title: 'Reason', path: 'configuration.stackStatusReason' }],
    advice: {
      verb: 'Repair',
      one: 'failed stack',
      many: 'failed stacks',
      action: 'Continue the rollback, or delete stacks that never came up.',
      effort: 'medium',
    },
  },
  {
    id: 'rel.backup.unencrypted',
    finds: { one: 'unencrypted recovery point', many: 'unencrypted recovery points' },
    shows: [{ field: 'of', title: 'Of', path: 'configuration.ResourceArn' }],
    advice: {
      verb: 'Encrypt',
      one: 'recovery point',
      many: 'recovery points',
      action: 'Copy to an encrypted vault, encrypt the source, and let the old points expire.',
      effort: 'medium',
    },
  },
  {
    id: 'rel.backup.failed',
    finds: {
      one: 'failed or partial recovery point',
      many: 'failed or partial recovery points',
    },
    shows: [
      { field: 'of', title: 'Of', path: 'configuration.ResourceArn' },
      { field: 'status', title: 'Status', path: 'configuration.Status' },
      { field: 'reason', title: 'Reason', path: 'configuration.StatusMessage' },
    ],
    severity: (row) => (textAt(row, 'configuration.Status') === 'PARTIAL' ? 'MEDIUM' : 'LOW'),
    advice: {
      verb: 'Look into',
      one: 'recovery point',
      many: 'recovery points',
      action: 'Repeat partial backups; delete by hand what expired and could not be deleted.',
      effort: 'low',
    },
    notes: [
      'PARTIAL holds less than its resource; EXPIRED is past its retention and could not be deleted.',
    ],
  },
];

/** Checks of changes and backups. */
export const CHANGE_ANALYZERS = CHECKS.map(defineConfigCheck);
