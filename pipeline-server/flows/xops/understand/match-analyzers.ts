import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import { ANALYZER_PHRASES } from './analyzer-phrases.ts';
import { RESOURCE_CONCEPTS } from './concepts.ts';
import { featuresOf } from './features.ts';
import roles from './lexicon/roles.json' with { type: 'json' };
import { likenessOf, nearestOf } from './relations.ts';
import { createTextSearch } from './text-search.ts';

/** How much an analyzer answers a question, 0–1. */
export interface Match {
  readonly analyzer: AnalyzerSummary;
  readonly score: number;
}

/** Ranks the whole catalogue against the concepts of a question, best first. */
export type MatchAnalyzers = (features: readonly string[]) => readonly Match[];

interface Phrase {
  readonly features: readonly string[];
  readonly resources: readonly string[];
  readonly weights: readonly number[];
  readonly weight: number;
}

interface Candidate {
  readonly analyzer: AnalyzerSummary;
  readonly phrases: readonly Phrase[];
  /** True when it answers for any kind of resource, so that a named one is a parameter and no mismatch. */
  readonly takesResource: boolean;
}

/** A question's concepts, with everything that does not depend on the analyzer. */
interface Asked {
  readonly features: readonly string[];
  /** How well each concept is asked for, 0–1. */
  readonly nearest: ReadonlyMap<string, number>;
  /** The same for the resources it names, null when it names none. */
  readonly nearestResource: ReadonlyMap<string, number> | null;
  readonly weightOf: WeightOf;
  readonly texts: ReadonlyMap<string, number>;
}

type WeightOf = (feature: string) => number;

/** What a phrase says that the question does not. */
const UNASKED = 0.7;
/** What the question says that the phrase does not. */
const UNANSWERED = 0.5;
const QUALIFIER = 0.25;
const PLAIN_WORD = 0.12;
const OTHER_RESOURCE = 0.55;
/** Of what no phrase says: as much as what every twelfth analyzer says. */
const UNKNOWN_WEIGHT = Math.log(1 + 12);
/** Words of title and description only break ties. */
const TEXT = 0.05;
/** Of two that answer equally well, the one that can be run. */
const BUILT = 0.01;

const qualifiers: ReadonlySet<string> = new Set(roles.qualifiers);
const takers: ReadonlySet<string> = new Set(roles.takesResource);

/** Prepares the catalogue once; each match then takes well under a millisecond. */
export function createMatcher(catalogue: readonly AnalyzerSummary[]): MatchAnalyzers {
  const phrases = catalogue.map((analyzer) => phrasesOf(analyzer).map(featuresOf));
  const weightOf = createScale(phrases);
  const candidates = catalogue.map((analyzer, place) => ({
    analyzer,
    phrases: (phrases[place] ?? []).map((features) => asPhrase(features, weightOf)),
    takesResource: takers.has(analyzer.id),
  }));
  const searchText = createTextSearch(catalogue);
  return (features) => {
    const resources = features.filter(isResource);
    const asked: Asked = {
      features,
      nearest: nearestOf(features),
      nearestResource: resources.length === 0 ? null : nearestOf(resources),
      weightOf,
      texts: searchText(features),
    };
    return candidates
      .map((candidate) => scoreCandidate(candidate, asked))
      .sort((left, right) => right.score - left.score);
  };
}

function phrasesOf(analyzer: AnalyzerSummary): readonly string[] {
  return ANALYZER_PHRASES.get(analyzer.id) ?? [analyzer.title.toLowerCase()];
}

/** Rare concepts weigh more than common ones (inverse document frequency over the analyzers). */
function createScale(analyzers: readonly (readonly (readonly string[])[])[]): WeightOf {
  const counts = new Map<string, number>();
  for (const phrases of analyzers) {
    for (const feature of new Set(phrases.flat())) {
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
  }
  const weights = new Map(
    [...counts].map(([feature, count]) => [feature, Math.log(1 + analyzers.length / count)]),
  );
  return (feature) => weights.get(feature) ?? UNKNOWN_WEIGHT;
}

function asPhrase(features: readonly string[], weightOf: WeightOf): Phrase {
  const weights = features.map(weightOf);
  const weight = weights.reduce((total, each) => total + each, 0);
  return { features, resources: features.filter(isResource), weights, weight };
}

function scoreCandidate(candidate: Candidate, asked: Asked): Match {
  const { analyzer, phrases } = candidate;
  const best = phrases.reduce(
    (most, phrase) => Math.max(most, scorePhrase(phrase, asked, candidate)),
    0,
  );
  const text = TEXT * (asked.texts.get(analyzer.id) ?? 0);
  const bonus = best > 0 && analyzer.built ? BUILT : 0;
  return { analyzer, score: Math.min(1, best * (1 - TEXT) + text + bonus) };
}

function scorePhrase(phrase: Phrase, asked: Asked, candidate: Candidate): number {
  const shared = phrase.features.reduce(
    (total, offered, place) =>
      total + (phrase.weights[place] ?? 0) * (asked.nearest.get(offered) ?? 0),
    0,
  );
  if (shared === 0) return 0;
  const missed = asked.features.reduce(
    (total, feature) =>
      total +
      asked.weightOf(feature) * costOfMissing(feature, candidate) * (1 - answered(feature, phrase)),
    0,
  );
  const score = shared / (shared + UNASKED * (phrase.weight - shared) + UNANSWERED * missed);
  return isOtherResource(phrase, asked) ? score * OTHER_RESOURCE : score;
}

/** True for a plain word and for a concept that alone asks for nothing ("cost", "account"). */
export function isQualifier(feature: string): boolean {
  return feature.startsWith('=') || qualifiers.has(feature);
}

function answered(asked: string, { features }: Phrase): number {
  return features.reduce((best, offered) => Math.max(best, likenessOf(asked, offered)), 0);
}

function costOfMissing(asked: string, candidate: Candidate): number {
  if (asked.startsWith('=')) return PLAIN_WORD;
  if (qualifiers.has(asked)) return QUALIFIER;
  return candidate.takesResource && isResource(asked) ? PLAIN_WORD : 1;
}

/** True when both name resources and none of them is alike. */
function isOtherResource({ resources }: Phrase, { nearestResource }: Asked): boolean {
  if (resources.length === 0 || nearestResource === null) return false;
  return !resources.some((resource) => nearestResource.has(resource));
}

function isResource(feature: string): boolean {
  return RESOURCE_CONCEPTS.has(feature);
}
