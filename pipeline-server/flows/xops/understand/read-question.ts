import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import { nameActions } from './change/name-actions.ts';
import { asksToChange } from './change/write-request.ts';
import type { CleanText } from './clean-text.ts';
import { cleanText } from './clean-text.ts';
import { mentionsIn, RESOURCE_CONCEPTS } from './concepts.ts';
import type { Match, MatchAnalyzers } from './match-analyzers.ts';
import { createMatcher } from './match-analyzers.ts';
import type { Reading } from './parameters/read-parameters.ts';
import { readParameters } from './parameters/read-parameters.ts';
import { correctSpelling } from './spelling.ts';
import type { World } from './understanding.ts';
import { blank, wordsOf } from './words.ts';

const LISTING =
  /^\s*(?:please )?(?:list|show|display|enumerate|give|get)\b|\b(?:what|which)\b.*\b(?:do we have|exist|are there|have we got|are running|do we run)\b/;

/** A question read once, for every way to understand it. */
export interface QuestionReading extends Reading {
  readonly catalogue: readonly AnalyzerSummary[];
  readonly world: World;
  readonly text: CleanText;
  /** The lower-case text without names and dates, its actions named. */
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
    const write = asksToChange(text.lower);
    const named = blank(text.lower, reading.spans).replace(/\s+/g, ' ').trim();
    const rest = nameActions(named, write);
    const features = featuresOf(rest, reading);
    const matches = match(features);
    return { ...reading, catalogue, world, text, rest, features, matches, match, write };
  };
}

function featuresOf(rest: string, reading: Reading): readonly string[] {
  const words = conceptsIn(rest);
  const named = words.filter((concept) => !concept.startsWith('='));
  return [...new Set([...words, ...impliedConcepts(reading, named), ...listing(rest, words)])];
}

function conceptsIn(rest: string): string[] {
  return mentionsIn(wordsOf(rest)).map(({ concept }) => concept);
}

/** What a parameter says about the subject: an id asks for that resource, an owner for who owns what, a zone for what hangs on it. */
function impliedConcepts(reading: Reading, named: readonly string[]): string[] {
  const { exactSearch, parameters, namesZone } = reading;
  return [
    ...(exactSearch || (parameters.search !== null && named.length === 0) ? ['identifier'] : []),
    ...('owner' in parameters.tags ? ['owner'] : []),
    ...(namesZone ? ['singleaz'] : []),
  ];
}

/** "list all RDS databases" says nothing about them: it asks what there is. */
function listing(rest: string, concepts: readonly string[]): string[] {
  const onlyNamed =
    concepts.length > 0 && concepts.every((concept) => RESOURCE_CONCEPTS.has(concept));
  return onlyNamed && LISTING.test(rest) ? ['count'] : [];
}
