import type { Passage } from '../../contracts/knowledge.ts';
import type { Outcome, Turn } from './answer.ts';
import { citationLine } from './cite-passage.ts';
import type { Block } from './document.ts';
import { list, paragraph } from './document.ts';

/** The first passage of each document, so many at most. */
export function firstOfEach<Found extends Passage>(
  passages: readonly Found[],
  most: number,
): readonly Found[] {
  const ids = passages.map(({ chunk }) => chunk.document.documentId);
  return passages
    .filter(({ chunk }, index) => ids.indexOf(chunk.document.documentId) === index)
    .slice(0, most);
}

/** What came nearest where nothing is near enough, and why it is no answer. */
export function nearestLine(nearest: Passage | null, why: string): readonly Block[] {
  if (nearest === null) return [];
  return [paragraph('The nearest is ', ...citationLine(nearest), `, which ${why}.`)];
}

/** What could not be looked at. */
export function gapLines(gaps: readonly string[]): readonly Block[] {
  return list(gaps.map((gap) => [gap]));
}

/** Titles of the analyses that a question is about. */
export function titlesOf({ deps, understanding }: Turn): readonly string[] {
  return deps.analyzers
    .list()
    .filter(({ id }) => understanding.analyzers.includes(id))
    .map(({ title }) => title);
}

/** An answer without an analysis: the chat goes on from where it was. */
export function told(document: readonly Block[]): Outcome {
  return { status: 'done', results: [], failures: [], recommendations: [], document, topic: null };
}
