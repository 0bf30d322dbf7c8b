import type { RequestContext } from '../../contracts/context.ts';
import { type Hooks, type Objection, objectionOf } from '../../contracts/hooks.ts';

/** A question as it may be handled. */
export interface GuardedQuestion {
  readonly text: string;
  /** What was taken out of it, in sentences for the person. */
  readonly notes: readonly string[];
  /** Why it is not answered; null when it is. */
  readonly refusal: Objection | null;
}

/** The hooks as the flow needs them. */
export interface Guard {
  question(text: string): GuardedQuestion;
  /** Words of a model as they may be shown, above evidence by its ids. */
  words(text: string, evidence: readonly string[]): string;
}

/** Models decide on their own what they may be sent; a question to this flow counts as internal at the least. */
const LEAST_CLASS = 'INTERNAL';

/** Makes the guard of one question. */
export function createGuard(
  hooks: Hooks,
  { principal, chatId, clock }: Pick<RequestContext, 'principal' | 'chatId' | 'clock'>,
): Guard {
  const scene = () =>
    ({
      actor: principal,
      now: clock.now().toISOString(),
      chatId,
      dataClass: LEAST_CLASS,
    }) as const;
  return {
    question(text) {
      const pass = hooks.run('question', { ...scene(), text });
      const notes = pass.said.flatMap(({ mode, verdict }) =>
        mode === 'on' && verdict.decision === 'amend' ? [verdict.message] : [],
      );
      return { text: pass.input.text, notes, refusal: objectionOf(pass) };
    },
    words(text, evidence) {
      const pass = hooks.run('before-answer', { ...scene(), text, evidence, executions: [] });
      const refusal = objectionOf(pass);
      return refusal === null ? pass.input.text : `[struck: ${refusal.message}]`;
    },
  };
}
