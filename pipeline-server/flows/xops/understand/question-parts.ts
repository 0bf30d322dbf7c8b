import { mentionsIn, RESOURCE_CONCEPTS } from './concepts.ts';
import type { Match, MatchAnalyzers } from './match-analyzers.ts';
import { isQualifier } from './match-analyzers.ts';
import { wordsOf } from './words.ts';

const SEPARATOR = /[,;?!]|\.(?=\s|$)|\b(?:and|plus|as well as|along with|also|then)\b|[&+]/;
/** "… and which have no backup": the second part speaks of what the first named. */
const ELLIPTICAL = /^\s*(?:which|that|have|has|are|is|with|without|they|those|do|does|not|no)\b/;
const CLEAR = 0.62;
/** For a part of qualifiers only: "what did we spend". */
const CERTAIN = 0.85;
/** Ways to group, never a part of their own: "by account and Region". */
const DIMENSIONS = new Set(['account', 'region', 'service', 'type', 'tag', 'state', 'owner']);
/** Resources that are mostly spoken of as something another one has. */
const ATTRIBUTES = new Set(['backup', 'listener', 'budget', 'snapshot']);
const MOST_PARTS = 4;
const MOST_SEGMENTS = 8;
/** How much worse than one analyzer for the whole question its parts may fit. */
const TOLERANCE = 0.02;
const CERTAIN_TOLERANCE = 0.1;

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
  const certain = distinct.every(({ score }) => score >= CERTAIN);
  const needed = (whole?.score ?? 0) - (certain ? CERTAIN_TOLERANCE : TOLERANCE);
  return mean >= needed ? distinct.slice(0, MOST_PARTS) : [];
}

function segmentsOf(text: string): readonly Segment[] {
  return text
    .split(SEPARATOR)
    .map((part) => ({
      text: part,
      features: [...new Set(mentionsIn(wordsOf(part)).map(({ concept }) => concept))],
    }))
    .filter(({ features }) => features.some(asksSomething))
    .slice(0, MOST_SEGMENTS);
}

function asksSomething(feature: string): boolean {
  return !feature.startsWith('=') && !DIMENSIONS.has(feature);
}

function matchSegment(
  segments: readonly Segment[],
  place: number,
  match: MatchAnalyzers,
): Match | null {
  const segment = segments[place];
  if (segment === undefined) return null;
  const own = match(segment.features)[0];
  if (segment.features.every(isQualifier))
    return own !== undefined && own.score >= CERTAIN ? own : null;
  const prefersOthers = isElliptical(segment);
  if (own !== undefined && own.score >= CLEAR && !prefersOthers) return own;
  const borrowed = lenders(segments, place)
    .map((other) => borrow(segment, other))
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

/** The nearest part before that has what this one leaves out, else the next and the last. */
function lenders(segments: readonly Segment[], place: number): readonly Segment[] {
  const named = namesSubject(segments[place]);
  const canLend = ({ features }: Segment) =>
    features.some((feature) => isSubject(feature) !== named);
  const before = segments.slice(0, place).findLast(canLend);
  const after = segments.slice(place + 1);
  const others = before === undefined ? [after.find(canLend), after.findLast(canLend)] : [before];
  return others.filter((other) => other !== undefined);
}

/** Conditions for a part that names resources only, resources for a part that names none. */
function borrow(segment: Segment, other: Segment): readonly string[] {
  const named = namesSubject(segment);
  return [...segment.features, ...other.features.filter((feature) => isSubject(feature) !== named)];
}

/** A part that names a resource and nothing about it, or speaks of "which", has the rest from its neighbours. */
function isElliptical({ text, features }: Segment): boolean {
  const onlyNamed = features.every((feature) => isSubject(feature) || feature.startsWith('='));
  return namesSubject({ text, features }) ? onlyNamed : ELLIPTICAL.test(text);
}

/** "snapshots" alone is a subject, "which have no snapshots" says something about one. */
function namesSubject(segment: Segment | undefined): boolean {
  const features = segment?.features ?? [];
  return features.some(isSubject) || features.every((feature) => RESOURCE_CONCEPTS.has(feature));
}

function isSubject(feature: string): boolean {
  return RESOURCE_CONCEPTS.has(feature) && !ATTRIBUTES.has(feature);
}
