import type { QuestionReading } from './read-question.ts';
import type { Understanding } from './understanding.ts';

/** What is answered by narrowing to places and days; an agreement, or a word about an option, names none. */
const NARROWED: ReadonlySet<string> = new Set(['filter', 'group', 'export']);

/** A question about what does not exist must not be answered about everything: it is refused, before AWS is asked. */
export function refuseUnknown(
  { refusals, world }: QuestionReading,
  understood: Understanding,
): Understanding {
  const { kind, followUp } = understood;
  // "and in moon-1?" is of our field only where it goes on from an answer.
  const goesOn = kind === 'outside' && world.previous !== null;
  const asks = goesOn || ['analyze', 'ambiguous', 'not-built'].includes(kind);
  if (refusals.length === 0 || !(asks || NARROWED.has(followUp?.kind ?? ''))) return understood;
  return {
    ...understood,
    kind: 'refused',
    analyzers: [],
    write: false,
    followUp: null,
    offers: [],
    refusals,
    explanation: 'Understood as: a question that names what does not exist; nothing was analysed',
  };
}
