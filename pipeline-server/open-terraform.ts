import path from 'node:path';
import { createEvidenceStore } from '../tools/reports/evidence-store.ts';
import { writePrivateFile } from '../tools/reports/private-file.ts';
import { applyPlanExecutor } from './approvals/executors/terraform/apply-plan.ts';
import { type SavedPlan, withSavedPlan } from './approvals/executors/terraform/request-plan.ts';
import { runTerraform } from './approvals/executors/terraform/run-terraform.ts';
import { openTerraform } from './approvals/executors/terraform/terraform.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import type { Config } from './config.ts';
import {
  ApprovalError,
  type ApprovalOrigin,
  type ApprovalRequest,
  type ApprovalStatus,
  type Approvals,
  type Person,
} from './contracts/approvals.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { Inspector } from './open-inspector.ts';
import { createPlanArtifacts } from './state/plan-artifacts.ts';
import { createSeal } from './state/seal.ts';

/** Saved plans of Terraform: made into requests, and applied. */
export interface TerraformServices {
  readonly executor: Executor;
  /** Asks for the approval of a saved plan. @throws ApprovalError when it cannot be approved as it is. */
  request(saved: SavedPlan, asking: Asking): Promise<ApprovalRequest>;
  /** Deletes the file of a request when nothing can be done with it any more. */
  forgetEnded(approvals: Pick<Approvals, 'watch'>): void;
}

/** Who asks, and where. */
interface Asking {
  readonly requester: Person;
  readonly door: ApprovalOrigin['door'];
  readonly approvals: Pick<Approvals, 'request'>;
  readonly signal: AbortSignal;
}

/** What they are made of. */
interface TerraformFoundation {
  readonly config: Config;
  readonly inspector: Pick<Inspector, 'mask'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where a file may still be needed. */
const ALIVE: ReadonlySet<ApprovalStatus> = new Set([
  'PENDING',
  'APPROVED',
  'EXECUTING',
  'ROLLING_BACK',
  'UNKNOWN',
]);

/** Opens Terraform by the settings. Nothing is read, written or run before it is needed. */
export function openTerraformPlans({
  config,
  inspector,
  clock,
  log,
}: TerraformFoundation): TerraformServices {
  const { dataDir } = config;
  const { directories, ...settings } = config.approvals.terraform;
  const artifacts = createPlanArtifacts({
    folder: path.join(dataDir, 'artifacts'),
    openSeal: async () => createSeal([(await readOrCreateKey(dataDir, 'artifact-key')).key]),
    write: writePrivateFile,
    clock,
  });
  const run = {
    ...settings,
    environment: config.terraformEnvironment,
    home: path.join(dataDir, 'terraform'),
  };
  const evidence = createEvidenceStore(path.join(dataDir, 'evidence'), clock);
  const parts = {
    artifacts,
    directories,
    open: (place: Parameters<typeof openTerraform>[1]) => openTerraform(run, place, runTerraform),
    mask: (text: string) => inspector.mask(text, []),
    keepEvidence: (json: string) => evidence.keep(json),
  };
  return {
    executor: applyPlanExecutor(parts),
    async request(saved, { requester, door, approvals, signal }) {
      assertEnabled(config);
      return await withSavedPlan(
        saved,
        { context: { signal, clock, log }, parts },
        async (plan) => {
          const idempotencyKey = `terraform ${plan.artifact?.sha256} ${requester.id}`;
          const origin = { door, chatId: null, messageId: null };
          const draft = { plan, requester, origin, idempotencyKey, supersedes: null };
          const request = await approvals.request(draft);
          if (ALIVE.has(request.status)) return request;
          throw new ApprovalError(
            'wrong-status',
            `This file was requested before, and that request (${request.id}) is ${request.status}. Make a new plan.`,
          );
        },
      );
    },
    forgetEnded(approvals) {
      approvals.watch(({ plan, status }) => {
        if (plan.artifact === null || ALIVE.has(status)) return;
        artifacts
          .remove(plan.artifact.sha256)
          .catch((err: unknown) => log.error({ err }, 'a plan file could not be deleted'));
      });
    },
  };
}

/** Reading a plan runs the providers of the folder: not where nobody switched Terraform on. */
function assertEnabled({ approvals }: Config): void {
  if (approvals.executors.includes('terraform')) return;
  throw new ApprovalError(
    'not-enabled',
    'Terraform is switched off here: an admin adds terraform to approvals.executors.',
  );
}
