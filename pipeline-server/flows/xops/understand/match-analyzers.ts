import type { AnalyzerSummary } from '../../../contracts/analysis.ts';
import { ANALYZER_PHRASES } from './analyzer-phrases.ts';
import { RESOURCE_CONCEPTS } from './concepts.ts';
import { featuresOf } from './features.ts';
import roles from './lexicon/roles.json' with { type: 'json' };
import { likenessOf } from './relations.ts';
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
  readonly weight: number;
}

interface Candidate {
  readonly analyzer: AnalyzerSummary;
  readonly phrases: readonly Phrase[];
  /** True when it answers for any kind of resource, so that a named one is a parameter and no mismatch. */
  readonly takesResource: boolean;
}

interface Scale {
  readonly weightOf: (feature: string) => number;
}

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
  const scale = createScale(catalogue);
  const candidates = catalogue.map((analyzer) => asCandidate(analyzer, scale));
  const searchText = createTextSearch(catalogue);
  return (features) => {
    const texts = searchText(features);
    return candidates
      .map((candidate) => scoreCandidate(candidate, features, { scale, texts }))
      .sort((left, right) => right.score - left.score);
  };
}

function phrasesOf(analyzer: AnalyzerSummary): readonly string[] {
  return ANALYZER_PHRASES.get(analyzer.id) ?? [analyzer.title];
}

/** Rare concepts weigh more than common ones (inverse document frequency over the analyzers). */
function createScale(catalogue: readonly AnalyzerSummary[]): Scale {
  const counts = new Map<string, number>();
  for (const analyzer of catalogue) {
    for (const feature of new Set(phrasesOf(analyzer).flatMap(featuresOf))) {
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
  }
  const weights = new Map(
    [...counts].map(([feature, count]) => [feature, Math.log(1 + catalogue.length / count)]),
  );
  return { weightOf: (feature) => weights.get(feature) ?? UNKNOWN_WEIGHT };
}

function asCandidate(analyzer: AnalyzerSummary, scale: Scale): Candidate {
  const phrases = phrasesOf(analyzer).map((phrase) => {
    const features = featuresOf(phrase);
    return { features, weight: sum(features, scale.weightOf) };
  });
  return { analyzer, phrases, takesResource: takers.has(analyzer.id) };
}

function scoreCandidate(
  candidate: Candidate,
  features: readonly string[],
  context: { readonly scale: Scale; readonly texts: ReadonlyMap<string, number> },
): Match {
  const { analyzer } = candidate;
  const scores = candidate.phrases.map((phrase) =>
    scorePhrase(phrase, features, { candidate, scale: context.scale }),
  );
  const best = Math.max(0, ...scores);
  const text = TEXT * (context.texts.get(analyzer.id) ?? 0);
  const bonus = best > 0 && analyzer.built ? BUILT : 0;
  return { analyzer, score: Math.min(1, best * (1 - TEXT) + text + bonus) };
}

function scorePhrase(
  phrase: Phrase,
  features: readonly string[],
  context: { readonly candidate: Candidate; readonly scale: Scale },
): number {
  const { weightOf } = context.scale;
  const shared = sum(phrase.features, (offered) => weightOf(offered) * nearest(features, offered));
  if (shared === 0) return 0;
  const missed = sum(
    features,
    (asked) =>
      weightOf(asked) * costOfMissing(asked, context.candidate) * (1 - answered(asked, phrase)),
  );
  const score = shared / (shared + UNASKED * (phrase.weight - shared) + UNANSWERED * missed);
  return otherResource(phrase, features) ? score * OTHER_RESOURCE : score;
}

/** True for a plain word and for a concept that alone asks for nothing ("cost", "account"). */
export function isQualifier(feature: string): boolean {
  return feature.startsWith('=') || qualifiers.has(feature);
}

function nearest(features: readonly string[], offered: string): number {
  return features.reduce((best, asked) => Math.max(best, likenessOf(asked, offered)), 0);
}

function answered(asked: string, phrase: Phrase): number {
  return phrase.features.reduce((best, offered) => Math.max(best, likenessOf(asked, offered)), 0);
}

function costOfMissing(asked: string, candidate: Candidate): number {
  if (asked.startsWith('=')) return PLAIN_WORD;
  if (qualifiers.has(asked)) return QUALIFIER;
  return candidate.takesResource && RESOURCE_CONCEPTS.has(asked) ? PLAIN_WORD : 1;
}

/** True when both name resources and none of them is alike. */
function otherResource(phrase: Phrase, features: readonly string[]): boolean {
  const offered = phrase.features.filter((feature) => RESOURCE_CONCEPTS.has(feature));
  const asked = features.filter((feature) => RESOURCE_CONCEPTS.has(feature));
  if (offered.length === 0 || asked.length === 0) return false;
  return !offered.some((feature) => nearest(asked, feature) > 0);
}

function sum(features: readonly string[], valueOf: (feature: string) => number): number {
  return features.reduce((total, feature) => total + valueOf(feature), 0);
}
