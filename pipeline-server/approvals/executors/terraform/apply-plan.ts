import path from 'node:path';
import { type Static, Type } from 'typebox';
import {
  defineExecutor,
  type ExecutionContext,
  type Executor,
  type Reconciled,
  type StepReport,
} from '../../../contracts/executor.ts';
import type { PlanArtifacts } from '../../../contracts/plan-artifacts.ts';
import { failed, passed } from '../step-report.ts';
import { allowedDirectory, type TerraformDirectory } from './allowed-directory.ts';
import { changesOf, driftedSince, unmadeChanges } from './compare-world.ts';
import type { PlanDocument, StateVersion } from './plan-document.ts';
import { semanticHash } from './plan-semantics.ts';
import { MOST_NAMED, partWords, some, stateWords } from './plan-words.ts';
import { type Masking, maskingOf, sensitiveTexts } from './sensitive-values.ts';
import { isLockError, lastWords, type Terraform, type TerraformPlace } from './terraform.ts';
import { TerraformError } from './terraform-error.ts';

const HASH = Type.String({ pattern: '^sha256:[0-9a-f]{64}$' });

const ARGUMENTS = Type.Object(
  {
    /** Of the bytes of the saved plan: exactly this file is applied. */
    artifactSha256: HASH,
    /** Of what it does, as `terraform show -json` says. */
    semanticSha256: HASH,
    /** Where it is applied; in the settings, symbolic links resolved. */
    directory: Type.String({ minLength: 1, maxLength: 4096 }),
    workspace: Type.String({ minLength: 1, maxLength: 255 }),
    terraformVersion: Type.String({ minLength: 1, maxLength: 64 }),
    /** Null for a state that was never written. */
    stateLineage: Type.Union([Type.Null(), Type.String({ maxLength: 255 })]),
    stateSerial: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);

/** What the executor is told. */
export type ApplyPlanArguments = Static<typeof ARGUMENTS>;

/** What it works with. */
export interface ApplyPlanParts {
  readonly artifacts: PlanArtifacts;
  readonly directories: readonly TerraformDirectory[];
  readonly open: (place: TerraformPlace) => Terraform;
  /** Takes out of a text what looks like a secret though no plan calls it one. */
  readonly mask: (text: string) => Promise<string>;
}

/** What a step has at hand: the file, what it says, and Terraform where it belongs. */
interface Opened {
  readonly file: string;
  readonly plan: PlanDocument;
  readonly terraform: Terraform;
}

const GONE =
  'The plan file is not kept here any more, or was changed. Make a new plan, and request it.';

/** Id of the executor. */
export const APPLY_PLAN = 'terraform.apply-plan';

/** Makes the executor that applies saved plans of Terraform, each exactly as it was approved. */
export function applyPlanExecutor(parts: ApplyPlanParts): Executor<typeof ARGUMENTS> {
  return defineExecutor({
    id: APPLY_PLAN,
    kind: 'terraform',
    description: 'Applies a saved plan of Terraform, exactly the file that was approved.',
    arguments: ARGUMENTS,
    iamActions: [],
    // A plan that removes something is requested with a risk of its own.
    destructive: false,
    // A plan file says what it changes; no target does.
    plan: () => null,
    check: (args, context) => check(args, context, parts),
    dryRun: (args, context) => check(args, context, parts),
    execute: (args, context) => apply(args, context, parts),
    verify: (args, context) => verify(args, context, parts),
    rollBack: null,
    reconcile: (args, context) => reconcile(args, context, parts),
  });
}

async function check(
  args: ApplyPlanArguments,
  context: ExecutionContext,
  parts: ApplyPlanParts,
): Promise<StepReport> {
  return await looking(args, { context, parts }, async (opened) => {
    const obstacle = await obstacleOf(args, opened);
    if (obstacle !== null) return failed(obstacle);
    const { resources } = await readWorld(opened);
    const drifted = driftedSince(opened.plan, resources);
    if (drifted.length > 0) {
      return failed(
        `Changed since the plan was made: ${some(drifted)}. Plan again, and request the new plan.`,
      );
    }
    return passed(
      `The file is the one that was requested, and what it changes is as it was when it was made (${changesOf(opened.plan).length} resources, read anew).`,
    );
  });
}

async function obstacleOf(
  args: ApplyPlanArguments,
  { plan, terraform }: Opened,
): Promise<string | null> {
  const version = await terraform.version();
  if (version !== args.terraformVersion || version !== plan.terraform_version) {
    return `The plan was made with Terraform ${plan.terraform_version}, and here is ${version}: a saved plan is applied by its own version only.`;
  }
  if (semanticHash(plan) !== args.semanticSha256) {
    return 'What the plan file does is not what was requested. Make a new plan, and request it.';
  }
  const state = await terraform.stateVersion();
  if (isState(state, args)) return null;
  return `The plan is stale: the state was changed since it was requested (${stateWords(state)}, was ${args.stateSerial}). Plan again, and request the new plan.`;
}

async function apply(
  args: ApplyPlanArguments,
  context: ExecutionContext,
  parts: ApplyPlanParts,
): Promise<StepReport> {
  return await withPlan(args, { context, parts }, async (opened) => {
    const { plan, terraform, file } = opened;
    const mask = maskingOf(sensitiveTexts(plan));
    const end = await terraform.apply(file);
    const facts = await factsOf(opened, args);
    if (end.code === 0) {
      const summary = /^Apply complete!.*$/m.exec(end.stdout)?.[0] ?? 'Terraform applied the plan.';
      return { passed: true, detail: summary, facts };
    }
    const detail = await failureWords(end.stderr, { mask, parts });
    return { passed: false, detail: `${detail}${partWords(facts)}`, facts };
  });
}

/** What an apply left, whether it ended well or not. */
async function factsOf(
  opened: Opened,
  { stateSerial }: ApplyPlanArguments,
): Promise<StepReport['facts']> {
  const { plan, terraform } = opened;
  const changes = changesOf(plan).length;
  try {
    const state = await terraform.stateVersion();
    const isWritten = (state?.serial ?? 0) !== stateSerial;
    const facts = { serialBefore: stateSerial, serialAfter: state?.serial ?? 0, changes };
    if (!isWritten) return { ...facts, made: 0 };
    const { resources } = await readWorld(opened);
    const unmade = unmadeChanges(plan, resources);
    return { ...facts, made: changes - unmade.length, unmade: unmade.slice(0, MOST_NAMED) };
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    return { serialBefore: stateSerial, changes };
  }
}

async function failureWords(
  stderr: string,
  { mask, parts }: { readonly mask: Masking; readonly parts: ApplyPlanParts },
): Promise<string> {
  if (stderr.includes('Saved plan is stale')) {
    return 'The plan is stale: the state was changed after it was made. Plan again, and request the new plan.';
  }
  const words = await parts.mask(mask(lastWords(stderr)));
  if (isLockError(stderr)) {
    return `The state is locked by another operation: ${words} Wait for it, then plan again, and request the new plan.`;
  }
  return `terraform apply failed: ${words}`;
}

async function verify(
  args: ApplyPlanArguments,
  context: ExecutionContext,
  parts: ApplyPlanParts,
): Promise<StepReport> {
  return await looking(args, { context, parts }, async (opened) => {
    const { plan, terraform } = opened;
    const state = await terraform.stateVersion();
    if (isState(state, args)) return failed('The state was not written.');
    const { resources } = await readWorld(opened);
    const unmade = unmadeChanges(plan, resources);
    const changes = changesOf(plan).length;
    if (unmade.length > 0) return failed(`Not as planned: ${some(unmade)}.`);
    return passed(
      `All ${changes} changed resources were read anew and are as planned; the state is ${stateWords(state)}.`,
    );
  });
}

/** Reads every resource anew; beside the plan file, in a folder that is taken away with it. */
async function readWorld({ plan, terraform, file }: Opened, lock = false) {
  return await terraform.refresh(plan.variables, { folder: path.dirname(file), lock });
}

/** An apply that still runs holds the lock: as long as it does, nothing is known. */
async function reconcile(
  args: ApplyPlanArguments,
  context: ExecutionContext,
  parts: ApplyPlanParts,
): Promise<Reconciled> {
  return await withPlan(args, { context, parts }, async (opened) => {
    const { plan, terraform } = opened;
    try {
      const { resources } = await readWorld(opened, true);
      const state = await terraform.stateVersion();
      if (isState(state, args)) return 'not-done';
      return unmadeChanges(plan, resources).length === 0 ? 'done' : 'unclear';
    } catch (error) {
      if (error instanceof TerraformError) return 'unclear';
      throw error;
    }
  });
}

interface Step {
  readonly context: ExecutionContext;
  readonly parts: ApplyPlanParts;
}

/** A look at the world that failed is a report, not an accident: nothing was changed. */
async function looking(
  args: ApplyPlanArguments,
  { context, parts }: Step,
  look: (opened: Opened) => Promise<StepReport>,
): Promise<StepReport> {
  try {
    return await withPlan(args, { context, parts }, async (opened) => {
      try {
        return await look(opened);
      } catch (error) {
        if (!(error instanceof TerraformError)) throw error;
        const mask = maskingOf(sensitiveTexts(opened.plan));
        return failed(await parts.mask(mask(error.message)));
      }
    });
  } catch (error) {
    if (!(error instanceof PlanUnusable)) throw error;
    return failed(await parts.mask(error.message));
  }
}

/** Nothing was begun: the file or the folder is not what it has to be. */
class PlanUnusable extends Error {
  override readonly name = 'PlanUnusable';
}

/** @throws PlanUnusable */
async function withPlan<T extends StepReport | Reconciled>(
  { artifactSha256, directory, workspace }: ApplyPlanArguments,
  { context, parts }: Step,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const allowed = await allowedDirectory(directory, parts.directories);
  if (allowed?.realPath !== directory) {
    throw new PlanUnusable(
      `${directory} is not in approvals.terraform.directories, or leads elsewhere now.`,
    );
  }
  const terraform = parts.open({ directory, workspace, signal: context.signal });
  const done = await parts.artifacts.use(artifactSha256, async (file) =>
    work({ file, terraform, plan: await readable(terraform, file) }),
  );
  if (done === null) throw new PlanUnusable(GONE);
  return done;
}

async function readable(terraform: Terraform, file: string): Promise<PlanDocument> {
  try {
    return await terraform.showPlan(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new PlanUnusable(`The plan file cannot be read here: ${reason}`);
  }
}

function isState(
  state: StateVersion | null,
  { stateLineage, stateSerial }: ApplyPlanArguments,
): boolean {
  return (state?.lineage ?? null) === stateLineage && (state?.serial ?? 0) === stateSerial;
}
