import MiniSearch from 'minisearch';
import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import { ANALYZER_PHRASES } from './analyzer-phrases.ts';
import { wordsOf } from './words.ts';

/** Finds analyzers by the plain words of their title and description: scores 0–1 by id, the best is 1. */
export type TextSearch = (features: readonly string[]) => ReadonlyMap<string, number>;

/** Builds the full-text index (BM25) that backs up the match by concepts. */
export function createTextSearch(catalogue: readonly AnalyzerSummary[]): TextSearch {
  const index = new MiniSearch({
    fields: ['title', 'computes', 'phrases'],
    tokenize: (text) => wordsOf(text.toLowerCase()).map((word) => word.stem),
    processTerm: (term) => term,
    searchOptions: { boost: { title: 2, phrases: 2 } },
  });
  index.addAll(
    catalogue.map(({ id, title, computes }) => ({
      id,
      title,
      computes,
      phrases: (ANALYZER_PHRASES.get(id) ?? []).join(' '),
    })),
  );
  return (features) =>
    asShares(index.search(features.map(plain).join(' '), { tokenize: (text) => text.split(' ') }));
}

function plain(feature: string): string {
  return feature.replace(/^=/, '');
}

function asShares(results: readonly { id: unknown; score: number }[]): Map<string, number> {
  const best = results[0]?.score ?? 1;
  return new Map(results.map(({ id, score }) => [String(id), score / best]));
}
