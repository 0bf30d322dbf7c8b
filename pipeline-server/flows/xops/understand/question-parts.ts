import { mentionsIn, RESOURCE_CONCEPTS } from './concepts.ts';
import type { Match, MatchAnalyzers } from './match-analyzers.ts';
import { isQualifier } from './match-analyzers.ts';
import { wordsOf } from './words.ts';

const SEPARATOR = /[,;?!]|\.(?=\s|$)|\b(?:and|plus|as well as|along with|also|then)\b|[&+]/;
/** "… and which have no backup": the second part speaks of what the first named. */
const ELLIPTICAL = /^\s*(?:which|that|have|has|are|is|with|without|they|those|do|does|not|no)\b/;
const CLEAR = 0.62;
const MOST_PARTS = 4;
const MOST_SEGMENTS = 8;
/** How much worse than one analyzer for the whole question its parts may fit. */
const TOLERANCE = 0.02;

interface Segment {
  readonly text: string;
  readonly features: readonly string[];
}

/**
 * Finds the analyzers of a question with several parts ("idle EC2 and expiring certificates"), in the question's
 * order. A part may borrow what it leaves out from its neighbours ("SP and RI coverage"). Empty when the question is
 * one question.
 */
export function matchParts(
  text: string,
  whole: Match | undefined,
  match: MatchAnalyzers,
): readonly Match[] {
  const segments = segmentsOf(text);
  if (segments.length < 2) return [];
  const found = segments.flatMap((_, place) => matchSegment(segments, place, match) ?? []);
  const distinct = [...new Map(found.map((each) => [each.analyzer.id, each])).values()];
  if (distinct.length < 2) return [];
  const mean = distinct.reduce((total, { score }) => total + score, 0) / distinct.length;
  return mean >= (whole?.score ?? 0) - TOLERANCE ? distinct.slice(0, MOST_PARTS) : [];
}

function segmentsOf(text: string): readonly Segment[] {
  return text
    .split(SEPARATOR)
    .map((part) => ({
      text: part,
      features: [...new Set(mentionsIn(wordsOf(part)).map(({ concept }) => concept))],
    }))
    .filter(({ features }) => features.some((feature) => !isQualifier(feature)))
    .slice(0, MOST_SEGMENTS);
}

function matchSegment(
  segments: readonly Segment[],
  place: number,
  match: MatchAnalyzers,
): Match | null {
  const segment = segments[place];
  if (segment === undefined) return null;
  const own = match(segment.features)[0];
  const prefersOthers = ELLIPTICAL.test(segment.text);
  if (own !== undefined && own.score >= CLEAR && !prefersOthers) return own;
  const borrowed = [segments[place - 1], segments[place + 1], segments.at(-1)]
    .flatMap((other) => (other === undefined || other === segment ? [] : [borrow(segment, other)]))
    .map((features) => match(features)[0])
    .filter((each) => each !== undefined)
    .reduce<Match | undefined>(
      (best, each) => (each.score > (best?.score ?? 0) ? each : best),
      undefined,
    );
  return clearest(own, borrowed, prefersOthers);
}

function clearest(own: Match | undefined, borrowed: Match | undefined, prefersOthers: boolean) {
  const better =
    (borrowed?.score ?? 0) > (own?.score ?? 0) || (prefersOthers && (borrowed?.score ?? 0) >= 0.85);
  const best = better ? borrowed : own;
  return best !== undefined && best.score >= CLEAR ? best : null;
}

/** Conditions for a part that names resources only, resources for a part that names none. */
function borrow(segment: Segment, other: Segment): readonly string[] {
  const isResource = (feature: string) => RESOURCE_CONCEPTS.has(feature);
  const named = segment.features.some(isResource);
  return [
    ...segment.features,
    ...other.features.filter((feature) => isResource(feature) !== named),
  ];
}
