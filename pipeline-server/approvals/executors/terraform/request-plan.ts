import { ApprovalError } from '../../../contracts/approvals.ts';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { ExecutionContext } from '../../../contracts/executor.ts';
import type { ActionTarget, BlastRadius, Plan, PlannedAction } from '../../../contracts/plan.ts';
import { blastRadiusOf, riskOf } from '../../plan-risk.ts';
import { type AllowedDirectory, allowedDirectory } from './allowed-directory.ts';
import {
  APPLY_PLAN,
  type ApplyPlanArguments,
  type ApplyPlanParts,
  applyPlanExecutor,
} from './apply-plan.ts';
import { changesOf, removes } from './compare-world.ts';
import type { PlanDocument, ResourceChange } from './plan-document.ts';
import { planEvidence, tagsOf } from './plan-evidence.ts';
import { planObstacles } from './plan-obstacles.ts';
import { semanticHash } from './plan-semantics.ts';
import { type Masking, maskingOf, sensitiveTexts } from './sensitive-values.ts';
import { TerraformError } from './terraform-error.ts';

/** A saved plan, as somebody hands it in. */
export interface SavedPlan {
  readonly bytes: Uint8Array;
  /** Name of the file, for people. */
  readonly name: string;
  readonly directory: string;
  /** Why it should be done, in a sentence. */
  readonly purpose: string;
}

/** What plans to approve are made with. */
export interface RequestPlanParts extends ApplyPlanParts {
  /** Keeps what approvers read; resolves with its id. */
  readonly keepEvidence: (json: string) => Promise<string>;
}

/** Largest plan file that is taken. */
const MOST_PLAN_BYTES = 50 * 1024 * 1024;

/** What a saved plan is read with. */
interface Reading {
  readonly context: Pick<ExecutionContext, 'signal' | 'clock' | 'log'>;
  readonly parts: RequestPlanParts;
}

/**
 * Makes a plan to approve of a saved plan of Terraform: what it changes is read from the file itself, the world is looked at,
 * and the file is kept, unless the request of it fails.
 * @throws ApprovalError when it cannot be approved as it is.
 */
export async function withSavedPlan<T>(
  saved: SavedPlan,
  { context, parts }: Reading,
  request: (plan: Plan) => Promise<T>,
): Promise<T> {
  assertSize(saved.bytes);
  const directory = await allowedDirectory(saved.directory, parts.directories);
  if (directory === null) {
    throw refusal(
      `${saved.directory} is not a folder of approvals.terraform.directories: an admin adds it there.`,
    );
  }
  const { sha256: artifactSha256, isNew } = await parts.artifacts.keep(saved.bytes);
  try {
    const read = await readPlan({ artifactSha256, directory }, context, parts);
    return await request(await assemble({ saved, directory, ...read }, context, parts));
  } catch (error) {
    if (isNew) await parts.artifacts.remove(artifactSha256);
    throw error instanceof TerraformError ? refusal(await parts.mask(error.message)) : error;
  }
}

function assertSize({ length }: Uint8Array): void {
  if (length > 0 && length <= MOST_PLAN_BYTES) return;
  throw refusal(`A plan file has 1 to ${MOST_PLAN_BYTES} bytes; this one has ${length}.`);
}

interface ReadPlan {
  readonly document: PlanDocument;
  readonly args: ApplyPlanArguments;
}

async function readPlan(
  {
    artifactSha256,
    directory,
  }: { readonly artifactSha256: string; readonly directory: AllowedDirectory },
  { signal }: Pick<ExecutionContext, 'signal'>,
  parts: RequestPlanParts,
): Promise<ReadPlan> {
  const place = { directory: directory.realPath, signal };
  const workspace = await parts.open({ ...place, workspace: null }).workspace();
  const terraform = parts.open({ ...place, workspace });
  const document = await parts.artifacts.use(artifactSha256, (file) => terraform.showPlan(file));
  if (document === null) throw refusal('The plan file could not be kept. Is the disk full?');
  const state = await terraform.stateVersion();
  const args = {
    artifactSha256,
    semanticSha256: semanticHash(document),
    directory: directory.realPath,
    workspace,
    terraformVersion: document.terraform_version,
    stateLineage: state?.lineage ?? null,
    stateSerial: state?.serial ?? 0,
  };
  return { document, args };
}

interface Assembly extends ReadPlan {
  readonly saved: SavedPlan;
  readonly directory: AllowedDirectory;
}

async function assemble(
  { saved, directory, document, args }: Assembly,
  context: Pick<ExecutionContext, 'signal' | 'clock' | 'log'>,
  parts: RequestPlanParts,
): Promise<Plan> {
  const [obstacle] = planObstacles(document);
  if (obstacle !== undefined) throw refusal(obstacle);
  const trial = await applyPlanExecutor(parts).dryRun(args, { ...context, ...NOBODY });
  if (!trial.passed) throw refusal(trial.detail);
  const now = context.clock.now().toISOString();
  const plannedAt = document.timestamp ?? now;
  const evidence = await keepEvidence(document, args, parts);
  const action = actionOf(document, args, directory);
  const blastRadius = radiusOf(action, directory);
  return {
    title: titleOf(document),
    purpose: saved.purpose,
    actions: [action],
    evidence: [{ id: evidence, name: 'terraform show -json', at: plannedAt }],
    blastRadius,
    risk: riskOf(changesOf(document).some(removes), blastRadius),
    monthlyCostChange: null,
    dryRun: { at: now, actions: [{ action: action.id, passed: true, detail: trial.detail }] },
    artifact: { name: saved.name, sha256: args.artifactSha256, bytes: saved.bytes.length },
    recommendation: null,
    createdAt: now,
  };
}

/** A trial run belongs to no approval yet. */
const NOBODY = {
  approvalId: 'trial',
  idempotencyKey: 'trial',
  caller: { person: null, tool: 'terraform', requestId: 'trial' },
} as const;

async function keepEvidence(
  document: PlanDocument,
  { directory, workspace, artifactSha256, semanticSha256 }: ApplyPlanArguments,
  { mask, keepEvidence: keep }: RequestPlanParts,
): Promise<string> {
  const source = { directory, workspace, artifactSha256, semanticSha256 };
  const shown = planEvidence(document, source, maskingOf(sensitiveTexts(document)));
  return await keep(canonicalJson(await masked(shown, mask)));
}

/** Shorter than any secret that can be told by its form. */
const SHORTEST_MASKED = 12;

async function masked(value: unknown, mask: ApplyPlanParts['mask']): Promise<unknown> {
  if (typeof value === 'string') {
    return value.length < SHORTEST_MASKED || value.startsWith('sha256:')
      ? value
      : await mask(value);
  }
  if (Array.isArray(value)) return await Promise.all(value.map((child) => masked(child, mask)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, child]) => [key, await masked(child, mask)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function titleOf(document: PlanDocument): string {
  return `Apply a Terraform plan: ${countsOf(document)}`;
}

/** As Terraform counts: a replaced resource is added and destroyed. */
function countsOf(document: PlanDocument): string {
  const changes = changesOf(document);
  const count = (action: string) =>
    changes.filter(({ change }) => change.actions.includes(action)).length;
  const forgotten = count('forget');
  return [
    `${count('create')} to add`,
    `${count('update')} to change`,
    `${count('delete')} to destroy`,
    ...(forgotten === 0 ? [] : [`${forgotten} to forget`]),
  ].join(', ');
}

function actionOf(
  document: PlanDocument,
  args: ApplyPlanArguments,
  directory: AllowedDirectory,
): Omit<PlannedAction, 'arguments'> & { readonly arguments: ApplyPlanArguments } {
  const changes = changesOf(document);
  const mask = maskingOf(sensitiveTexts(document));
  return {
    id: 'action-1',
    executor: APPLY_PLAN,
    kind: 'terraform',
    description: describe(document, args, mask),
    arguments: args,
    targets: changes.map((change) => targetOf(change, directory, mask)),
    rollback: changes.some(removes)
      ? 'A new plan of the configuration as it was, approved like this one. Data of what is destroyed does not come back.'
      : 'A new plan of the configuration as it was, approved like this one.',
    canRollBack: false,
  };
}

const MOST_NAMED = 20;

function describe(
  document: PlanDocument,
  { directory, workspace }: ApplyPlanArguments,
  mask: Masking,
): string {
  const lines = changesOf(document).map(
    ({ address, change }) => `${change.actions.join(' and ')} ${mask(address)}`,
  );
  const rest = lines.length - MOST_NAMED;
  const named = lines.slice(0, MOST_NAMED).join('; ');
  const more = rest > 0 ? `; and ${rest} more, see the evidence` : '';
  const changes = lines.length === 0 ? 'outputs only' : `${named}${more}`;
  return `Apply exactly this saved plan in ${directory} (workspace ${workspace}): ${countsOf(document)}. ${changes}.`;
}

function targetOf(
  change: ResourceChange,
  { accountId, region }: AllowedDirectory,
  mask: Masking,
): ActionTarget {
  return {
    accountId: accountId ?? null,
    accountName: null,
    region: region ?? null,
    resourceId: mask(change.address),
    resourceType: null,
    tags: tagsOf(change),
  };
}

/** Terraform says neither account nor Region of what it changes: the settings do, or it counts as one and production. */
function radiusOf(
  { targets }: Pick<PlannedAction, 'targets'>,
  { production }: AllowedDirectory,
): BlastRadius {
  const { resources, accounts, regions } = blastRadiusOf(targets);
  return {
    resources,
    accounts: Math.max(accounts, 1),
    regions: Math.max(regions, 1),
    production: production ?? true,
  };
}

function refusal(reason: string): ApprovalError {
  return new ApprovalError('bad-plan', reason);
}
