import type { RunContext } from '../contracts/analysis.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import type { ExecutionContext, Executor } from '../contracts/executor.ts';
import type { Finding, Money } from '../contracts/findings.ts';
import type { ActionTarget, DryRun, Plan, PlannedAction } from '../contracts/plan.ts';
import type { NoPlan, Planner, PlanOption } from '../contracts/planner.ts';
import { blastRadiusOf, riskOf } from './plan-risk.ts';
import { CONTROL_REMEDIES, INSTEAD, REMEDIES, type Remedy } from './remedies.ts';

/** What the planner works with. */
export interface PlannerDeps {
  readonly executors: ReadonlyMap<string, Executor>;
  /** Whether an executor may be used; only those are tried out. */
  readonly isEnabled: (executor: Pick<Executor, 'kind' | 'id'>) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Actions of one plan: more are several plans, which people can look through. */
const MOST_ACTIONS = 50;

/** Trial runs at the same time. */
const TRIALS_AT_ONCE = 5;

interface Step {
  readonly finding: Finding;
  readonly action: PlannedAction;
  readonly executor: Executor;
}

/** Makes exact plans of options by the table of remedies. */
export function createPlanner(deps: PlannerDeps): Planner {
  return {
    async plan(option, context) {
      const steps = option.findings.flatMap((finding) => stepOf(finding, deps) ?? []);
      const numbered = steps.map((step, index) => ({
        ...step,
        action: { ...step.action, id: `action-${index + 1}` },
      }));
      if (numbered.length === 0) return noPlan(option);
      if (numbered.length > MOST_ACTIONS) return tooMany(numbered.length);
      return await triedPlan(option, numbered, { deps, context });
    },
  };
}

function remedyOf({ analyzer, fields }: Finding): Remedy | undefined {
  const { control } = fields;
  return REMEDIES.get(analyzer) ?? CONTROL_REMEDIES.get(String(control ?? ''));
}

function stepOf(finding: Finding, { executors }: PlannerDeps): Step | null {
  const remedy = remedyOf(finding);
  const executor = remedy === undefined ? undefined : executors.get(remedy.executor);
  if (remedy === undefined || executor === undefined) return null;
  const target = targetOf(finding, remedy);
  const action = target === null ? null : executor.plan(target, remedy.details);
  return action === null ? null : { finding, executor, action: { id: '', ...action } };
}

function targetOf(finding: Finding, { type, idField }: Remedy): ActionTarget | null {
  const { accountId, accountName, region, tags } = finding;
  const resourceId = idField === undefined ? finding.resourceId : finding.fields[idField];
  if (typeof resourceId !== 'string') return null;
  return { accountId, accountName, region, resourceId, resourceType: type, tags };
}

interface Planning {
  readonly deps: PlannerDeps;
  readonly context: RunContext;
}

/** What does not pass its trial is left out, so that the rest can be executed: the first action that fails ends an execution. */
async function triedPlan(
  option: PlanOption,
  steps: readonly Step[],
  planning: Planning,
): Promise<Plan | NoPlan> {
  const tried = steps.every(({ executor }) => planning.deps.isEnabled(executor));
  const trials = tried ? await tryOut(steps, planning) : null;
  if (trials === null) return planOf(option, { steps, dryRun: null, leftOut: 0 }, planning.deps);
  const passed = new Set(
    trials.actions.filter((trial) => trial.passed).map(({ action }) => action),
  );
  const kept = steps.filter(({ action }) => passed.has(action.id));
  if (kept.length === 0) {
    return { reason: trials.actions[0]?.detail ?? 'Nothing passed its trial.', instead: null };
  }
  const dryRun = { ...trials, actions: trials.actions.filter((trial) => trial.passed) };
  const leftOut = steps.length - kept.length;
  return planOf(option, { steps: kept, dryRun, leftOut }, planning.deps);
}

async function tryOut(steps: readonly Step[], { deps, context }: Planning): Promise<DryRun> {
  const actions: DryRun['actions'][number][] = [];
  for (let from = 0; from < steps.length; from += TRIALS_AT_ONCE) {
    const group = steps.slice(from, from + TRIALS_AT_ONCE);
    actions.push(
      ...(await Promise.all(
        group.map(async ({ action, executor }) => {
          const trial = trialContext(action, { deps, context });
          const { passed, detail } = await executor.dryRun(action.arguments, trial);
          return { action: action.id, passed, detail };
        }),
      )),
    );
  }
  return { at: deps.clock.now().toISOString(), actions };
}

/** A trial belongs to no approval; AWS's logs show it as what it is. */
function trialContext(
  { id }: PlannedAction,
  { deps: { clock, log }, context: { signal, caller } }: Planning,
): ExecutionContext {
  return {
    approvalId: 'trial-run',
    idempotencyKey: `trial-run-${id}`,
    caller: caller ?? { person: null, tool: 'trial run', requestId: null },
    signal,
    clock,
    log,
  };
}

interface Tried {
  readonly steps: readonly Step[];
  readonly dryRun: DryRun | null;
  readonly leftOut: number;
}

function planOf(
  { recommendation, evidence }: PlanOption,
  { steps, dryRun, leftOut }: Tried,
  { clock }: PlannerDeps,
): Plan {
  const actions = steps.map(({ action }) => action);
  const blastRadius = blastRadiusOf(actions.flatMap(({ targets }) => targets));
  const wanted = new Set(steps.flatMap(({ finding }) => finding.evidence));
  const monthlyCostChange = costChange(steps);
  const others = leftOut === 0 ? '' : ` ${leftOut} that did not pass their trial are left out.`;
  return {
    title: recommendation.title,
    purpose: `${recommendation.action}${others}`,
    actions,
    evidence: evidence
      .filter(({ id }) => wanted.has(id))
      .map(({ id, api, at }) => ({ id, name: api, at })),
    blastRadius,
    risk: riskOf(
      steps.some(({ executor }) => executor.destructive),
      blastRadius,
      monthlyCostChange,
    ),
    monthlyCostChange,
    dryRun,
    artifact: null,
    recommendation: { id: recommendation.id, analyzer: recommendation.analyzer },
    createdAt: clock.now().toISOString(),
  };
}

/** Null when one of them is not priced, or they are in several currencies. */
function costChange(steps: readonly Step[]): Money | null {
  const savings = steps.map(({ finding }) => finding.monthlySaving);
  const currency = savings[0]?.currency;
  if (currency === undefined || savings.some((each) => each?.currency !== currency)) return null;
  const sum = savings.reduce((total, each) => total + (each?.amount ?? 0), 0);
  return { amount: -Math.round(sum * 100) / 100, currency };
}

function noPlan({ recommendation, findings }: PlanOption): NoPlan {
  const { analyzer, action } = recommendation;
  if (findings.length === 0) {
    return { reason: 'This option names no single resource that could be changed.', instead: null };
  }
  const known = REMEDIES.has(analyzer);
  const reason = known
    ? 'None of these resources can be named exactly enough to change them.'
    : `No executor of this server does this: ${action}`;
  return { reason, instead: known ? null : insteadOf(analyzer, findings) };
}

function tooMany(count: number): NoPlan {
  return {
    reason: `These are ${count} changes; one plan has at most ${MOST_ACTIONS}, so that people can look through it. Ask for fewer, such as the top ${MOST_ACTIONS} or one Region.`,
    instead: null,
  };
}

/** What may stand in a command line as it is: ids, names and ARNs are data of AWS, and may be anything. */
const PLAIN = /^[\w.:/-]{1,512}$/;

function insteadOf(analyzer: string, findings: readonly Finding[]): string | null {
  const template = INSTEAD.get(analyzer);
  if (template === undefined) return null;
  const lines = findings
    .slice(0, MOST_ACTIONS)
    .flatMap(({ resourceId, region }) =>
      resourceId !== null && region !== null && PLAIN.test(resourceId) && PLAIN.test(region)
        ? [template.replace('{region}', region).replace('{id}', resourceId)]
        : [],
    );
  return lines.length === 0 ? null : lines.join('\n');
}
