import { mentionsIn } from './concepts.ts';
import { isQualifier } from './match-analyzers.ts';
import type { QuestionReading } from './read-question.ts';
import type { Span } from './words.ts';
import { wordsOf } from './words.ts';

/** Parameters hold for a whole question: "EC2 in Sydney and RDS in Ireland" looks at both Regions for both. */
export function notesOfParts({ text, places, parameters }: QuestionReading): string[] {
  const { regions, accounts } = parameters;
  return [
    ...(regions.length > 1 && standApart(text.lower, places.regions)
      ? [`every part of the question is answered for ${regions.join(' and ')}`]
      : []),
    ...(accounts.length > 1 && standApart(text.lower, places.accounts)
      ? ['every part of the question is answered for all accounts that it names']
      : []),
  ];
}

/** True when something to look for is named between two places. */
function standApart(text: string, places: readonly Span[]): boolean {
  const sorted = [...places].sort((left, right) => left.start - right.start);
  return sorted.some((place, index) => {
    const between = text.slice(place.end, sorted[index + 1]?.start ?? place.end);
    return mentionsIn(wordsOf(between)).some(({ concept }) => !isQualifier(concept));
  });
}
