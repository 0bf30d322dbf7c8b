import type { AnalyzerSummary } from '../../../contracts/analysis.ts';
import type { CleanText } from './clean-text.ts';
import { cleanText } from './clean-text.ts';
import { mentionsIn } from './concepts.ts';
import type { Match, MatchAnalyzers } from './match-analyzers.ts';
import { createMatcher } from './match-analyzers.ts';
import type { Reading } from './parameters/read-parameters.ts';
import { readParameters } from './parameters/read-parameters.ts';
import { correctSpelling } from './spelling.ts';
import type { World } from './understanding.ts';
import { blank, wordsOf } from './words.ts';
import { asksToChange } from './write-request.ts';

/** A question read once, for every way to understand it. */
export interface QuestionReading extends Reading {
  readonly catalogue: readonly AnalyzerSummary[];
  readonly world: World;
  readonly text: CleanText;
  /** The lower-case text without names and dates. */
  readonly rest: string;
  readonly features: readonly string[];
  readonly matches: readonly Match[];
  readonly match: MatchAnalyzers;
  readonly write: boolean;
}

/** Prepares the reading of questions: spelling, parameters, concepts, matches, and whether it asks for a change. */
export function createReader(catalogue: readonly AnalyzerSummary[]) {
  const match = createMatcher(catalogue);
  return (question: string, world: World): QuestionReading => {
    const { organization, now } = world;
    const text = correctSpelling(cleanText(question), organization);
    const reading = readParameters({ text, organization, now });
    const rest = blank(text.lower, reading.spans);
    const features = featuresOf(rest, reading.exactSearch);
    const write = asksToChange(text.lower);
    return {
      ...reading,
      catalogue,
      world,
      text,
      rest,
      features,
      matches: match(features),
      match,
      write,
    };
  };
}

function featuresOf(rest: string, exactSearch: boolean): readonly string[] {
  const concepts = mentionsIn(wordsOf(rest)).map(({ concept }) => concept);
  return [...new Set([...concepts, ...(exactSearch ? ['identifier'] : [])])];
}
