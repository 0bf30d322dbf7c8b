import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import { understandKnowledge } from './knowledge-questions.ts';
import { createReader } from './read-question.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { understandFollowUp } from './understand-follow-up.ts';
import { understandQuestion } from './understand-question.ts';
import type { Understand } from './understanding.ts';
import { warmUp } from './warm-up.ts';

/**
 * Prepares the understanding of questions in plain English against a catalogue, without a model: lexicon, phrases and
 * full text, see `lexicon/` and `phrases/`. Entries that are not built are recognised and reported as such.
 * Warms itself up in the background, a second later.
 */
export function createUnderstanding(catalogue: readonly AnalyzerSummary[]): Understand {
  const read = createReader(catalogue);
  const understand: Understand = (question, world) => {
    const reading = read(question, world);
    const understood =
      understandKnowledge(reading) ?? understandFollowUp(reading) ?? understandQuestion(reading);
    return refuseUnknown(reading, understood);
  };
  warmUp(understand);
  return understand;
}
