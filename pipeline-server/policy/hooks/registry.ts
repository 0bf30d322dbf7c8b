import type { Hook } from '../../contracts/hooks.ts';
import { accountFence } from './account-fence.ts';
import { approvalByModel } from './approval-by-model.ts';
import { approvalExpiry } from './approval-expiry.ts';
import { blastRadius } from './blast-radius.ts';
import { costCeiling } from './cost-ceiling.ts';
import { detectNatoViolation } from './detect-nato-violation.ts';
import { dryRunFirst } from './dry-run-first.ts';
import { enforceCoordination } from './enforce-coordination.ts';
import { evidenceComplete } from './evidence-complete.ts';
import { fourEyes } from './four-eyes.ts';
import { freezeWindow } from './freeze-window.ts';
import { payloadSovereignty } from './payload-sovereignty.ts';
import { planDrift } from './plan-drift.ts';
import { protectedTags } from './protected-tags.ts';
import { readOnlyDefault } from './read-only-default.ts';
import { regionFence } from './region-fence.ts';
import { replay } from './replay.ts';
import { rollbackPresent } from './rollback-present.ts';
import { secretsInArguments } from './secrets-in-arguments.ts';
import { staleEvidence } from './stale-evidence.ts';
import { untrustedInstruction } from './untrusted-instruction.ts';
import { validateBash } from './validate-bash.ts';

/** Hooks of which the ledger keeps the rule by itself, so that no mode switches it off. */
export const ALSO_BUILT_IN: ReadonlySet<string> = new Set([
  'replay',
  'plan-drift',
  'four-eyes',
  'approval-expiry',
]);

/** Every hook, in the order in which they run: by stage, and within a stage what names the gravest fault first. */
export const HOOKS: readonly Hook[] = [
  payloadSovereignty,
  secretsInArguments,
  accountFence,
  regionFence,
  protectedTags,
  blastRadius,
  rollbackPresent,
  dryRunFirst,
  costCeiling,
  enforceCoordination,
  validateBash,
  readOnlyDefault,
  untrustedInstruction,
  approvalByModel,
  detectNatoViolation,
  freezeWindow,
  replay,
  planDrift,
  fourEyes,
  approvalExpiry,
  staleEvidence,
  evidenceComplete,
];
