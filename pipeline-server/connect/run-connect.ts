import { reasonOf } from '../errors.ts';
import { findBypasses } from './bypasses.ts';
import type { OpenWebui } from './open-webui.ts';
import { readFacts } from './server-facts.ts';
import { type Change, NOTHING, type Step, type StepPlan, type Wiring } from './step.ts';

/** What to do with the changes that are found. */
export type ConnectMode = 'apply' | 'dry-run' | 'check' | 'remove';

/** One change, and what became of it. */
interface ReportedChange extends Pick<Change, 'kind' | 'subject' | 'detail'> {
  readonly step: string;
  /** False where it was to be said only. */
  readonly done: boolean;
}

/** What a run found and did. */
export interface ConnectReport {
  readonly changes: readonly ReportedChange[];
  /** Steps that could not be looked at or done, with the reason. */
  readonly failures: readonly { readonly step: string; readonly reason: string }[];
  /** What an admin must know or still do. */
  readonly notes: readonly string[];
}

/** What a run is given. */
export interface ConnectRun {
  readonly webui: OpenWebui;
  readonly wiring: Wiring;
  readonly steps: readonly Step[];
  /** Ids of the steps that were asked for besides those that are taken by default. */
  readonly asked: ReadonlySet<string>;
  readonly mode: ConnectMode;
}

/**
 * Takes the steps one after the other (the way back in reverse): each is planned in the state that the one before it left.
 * A step that fails does not keep the others from being done.
 * @throws OpenWebuiError when Open WebUI does not reach our server; nothing is changed then.
 */
export async function runConnect(run: ConnectRun): Promise<ConnectReport> {
  const { webui, wiring, mode } = run;
  if (mode === 'remove') {
    const plan = async (step: Step) => await step.unwire({ webui, wiring });
    return await takeSteps(run.steps.toReversed(), plan, mode);
  }
  const facts = await readFacts(webui, wiring);
  const report = await takeSteps(
    run.steps,
    async (step) =>
      (await isMeant(step, run)) ? await step.wire({ webui, wiring, facts }) : NOTHING,
    mode,
  );
  const notes = [
    ...new Set(report.notes),
    ...identityNotes(facts.handshake.proof),
    ...(await findBypasses(webui, wiring)),
  ];
  return { ...report, notes };
}

/** What was made on request once is kept up with: a guard with an old key would stop every chat. */
async function isMeant(step: Step, { webui, wiring, asked }: ConnectRun): Promise<boolean> {
  if (step.byDefault || asked.has(step.id)) return true;
  return (await step.unwire({ webui, wiring })).changes.length > 0;
}

async function takeSteps(
  steps: readonly Step[],
  plan: (step: Step) => Promise<StepPlan>,
  mode: ConnectMode,
): Promise<ConnectReport> {
  const changes: ReportedChange[] = [];
  const failures: { step: string; reason: string }[] = [];
  const notes: string[] = [];
  for (const step of steps) {
    try {
      const found = await plan(step);
      notes.push(...found.notes);
      for (const change of found.changes.filter((each) => mode !== 'check' || !each.optional)) {
        const refusal = isDoing(mode) ? await applyChange(change) : null;
        if (refusal === null) changes.push(reported(step, change, mode));
        else notes.push(refusal);
      }
    } catch (error) {
      failures.push({ step: step.id, reason: reasonOf(error) });
    }
  }
  return { changes, failures, notes };
}

function isDoing(mode: ConnectMode): boolean {
  return mode === 'apply' || mode === 'remove';
}

/** Null when it was made; of an optional change, why it was not. */
async function applyChange({ apply, optional }: Change): Promise<string | null> {
  try {
    await apply();
    return null;
  } catch (error) {
    if (optional === true) return reasonOf(error);
    throw error;
  }
}

function reported(
  step: Step,
  { kind, subject, detail }: Change,
  mode: ConnectMode,
): ReportedChange {
  return { step: step.id, kind, subject, detail, done: isDoing(mode) };
}

/** Open WebUI sets these by its environment alone, so that no step can. */
function identityNotes(proof: string): readonly string[] {
  if (proof === 'jwt') return [];
  const both =
    'set ENABLE_FORWARD_USER_INFO_HEADERS=true and FORWARD_USER_INFO_HEADER_JWT_SECRET in the environment of Open WebUI, and the same secret here.';
  return proof === 'unsigned'
    ? [`Open WebUI names people without a signature, so that nobody can approve anything: ${both}`]
    : [`Open WebUI does not say who asks: ${both}`];
}
