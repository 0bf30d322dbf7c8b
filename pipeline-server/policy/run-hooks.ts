import type {
  Hook,
  HookDecision,
  HookInputs,
  HookMode,
  HookPass,
  HookSettings,
  HookStage,
  Hooks,
  HookVerdict,
} from '../contracts/hooks.ts';
import { deny } from './verdicts.ts';

/** What hooks are run with. */
export interface HookRun {
  readonly hooks: readonly Hook[];
  /** How a hook is run now. */
  readonly modeOf: (id: string) => HookMode;
  /** The settings as they are now. */
  readonly settings: () => HookSettings;
  /** Told of each pass, once it is decided. */
  readonly decided: (pass: HookPass, stage: HookStage) => void;
}

/** Texts of an input that `amend` takes the place of; at other stages nothing can be amended. */
const AMENDED = { question: 'text', 'after-tool': 'output', 'before-answer': 'text' } as const;

/** Runs hooks in their order, each on what those before it have amended. One that throws denies. */
export function createHooks(run: HookRun): Hooks {
  return {
    run(stage, input) {
      const pass = passOf(stage, input, run);
      run.decided(pass, stage);
      return pass;
    },
  };
}

function passOf<Stage extends HookStage>(
  stage: Stage,
  first: HookInputs[Stage],
  { hooks, modeOf, settings }: HookRun,
): HookPass<Stage> {
  const said: HookDecision[] = [];
  const limits = settings();
  let input = first;
  for (const hook of hooks) {
    const mode = hook.stage === stage ? modeOf(hook.id) : 'off';
    if (mode === 'off') continue;
    const verdict = verdictOf(hook, input, limits);
    if (verdict.decision === 'allow') continue;
    said.push({ hook: hook.id, stage, mode, verdict });
    if (mode === 'on' && verdict.decision === 'amend') input = amended(stage, input, verdict);
  }
  return { ...outcomeOf(said), said, input };
}

function verdictOf(hook: Hook, input: HookInputs[HookStage], settings: HookSettings): HookVerdict {
  try {
    const verdict = hook.decide(input, settings);
    if (verdict.decision !== 'amend' || canAmend(hook.stage, verdict.amended)) return verdict;
    return deny(`${hook.id} amended what cannot be amended.`, 'Tell who looks after the server.');
  } catch {
    // What was looked at may be secret, and so may the message of the error.
    return deny(`${hook.id} failed, so nothing goes on.`, 'Tell who looks after the server.');
  }
}

function canAmend(stage: HookStage, value: unknown): boolean {
  return stage in AMENDED && typeof value === 'string';
}

function amended<Stage extends HookStage>(
  stage: Stage,
  input: HookInputs[Stage],
  { amended: text }: Extract<HookVerdict, { decision: 'amend' }>,
): HookInputs[Stage] {
  const name = Object.entries(AMENDED).find(([each]) => each === stage)?.[1];
  return name === undefined ? input : { ...input, [name]: text };
}

function outcomeOf(said: readonly HookDecision[]): Pick<HookPass, 'decision' | 'decidedBy'> {
  const active = said.filter(({ mode }) => mode === 'on');
  for (const decision of ['deny', 'require-approval'] as const) {
    const decidedBy = active.find(({ verdict }) => verdict.decision === decision);
    if (decidedBy !== undefined) return { decision, decidedBy };
  }
  return { decision: 'allow', decidedBy: null };
}
