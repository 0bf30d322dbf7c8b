import type { Money } from '../../contracts/findings.ts';
import type { AnalysisResult, Recommendation } from '../../contracts/results.ts';

/** What a text may take its figures from. */
export interface FigureSource {
  readonly results: readonly AnalysisResult[];
  readonly recommendations: readonly Recommendation[];
}

interface Figure {
  readonly written: string;
  readonly value: number;
  /** Half a unit of the last place written: how far rounding may have moved it. */
  readonly tolerance: number;
  readonly isMoney: boolean;
}

/** Numbers that are no money are written with up to two decimals, so `24` is never a rounded `23.6`. */
const PLACES_OF_NUMBERS = 2;

const FIGURE = /(?:\b([A-Z]{3})\s)?(-?\d(?:[\d,]*\d)?(?:\.\d+)?)/g;

/**
 * Figures in a text that no result gives, as written. An amount with a currency must be a money value of a result or
 * an option, rounded; any other number must occur in them as a number, inside a text (an id, a type, a date) or as
 * a count of what they hold. An empty answer means that every figure was traced.
 */
export function untracedFigures(text: string, given: FigureSource): readonly string[] {
  const figures = [...text.matchAll(FIGURE)].map(toFigure);
  if (figures.length === 0) return [];
  const source = withoutSentences(given);
  const amounts = [...moneyValues(source)];
  const numbers = [...amounts, ...counts(source), ...numericLeaves(source)];
  const words = new Set(numberWords(source));
  return figures
    .filter((figure) => !isTraced(figure, figure.isMoney ? amounts : numbers))
    .filter((figure) => figure.isMoney || !words.has(figure.written))
    .map((figure) => figure.written);
}

/** Sentences are what is checked, so they prove nothing. */
function withoutSentences({ results, recommendations }: FigureSource): FigureSource {
  return { recommendations, results: results.map((result) => ({ ...result, sentence: '' })) };
}

function toFigure(match: RegExpMatchArray): Figure {
  const written = match[2] ?? '';
  const decimals = written.split('.')[1]?.length ?? 0;
  const value = Number(written.replaceAll(',', ''));
  const isMoney = match[1] !== undefined;
  const isCount = !isMoney && decimals === 0;
  const places = isCount ? PLACES_OF_NUMBERS : decimals;
  return { written, value, isMoney, tolerance: 0.5 * 10 ** -places + 1e-9 };
}

function isTraced(figure: Figure, values: readonly number[]): boolean {
  return values.some((value) => Math.abs(value - figure.value) <= figure.tolerance);
}

function* moneyValues(source: FigureSource): Generator<number> {
  for (const result of source.results) yield* moneyOfResult(result);
  for (const option of source.recommendations) yield* amountOf(option.monthlySaving);
}

function* moneyOfResult(result: AnalysisResult): Generator<number> {
  const moneyFields = result.columns.filter((column) => column.kind === 'money');
  for (const headline of result.headlines) {
    if (headline.kind === 'money' && typeof headline.value === 'number') yield headline.value;
  }
  for (const finding of result.findings) {
    yield* amountOf(finding.monthlySaving);
    for (const { field } of moneyFields) {
      const value = finding.fields[field];
      if (typeof value === 'number') yield value;
    }
  }
}

function* amountOf(money: Money | null): Generator<number> {
  if (money !== null) yield money.amount;
}

function* counts(source: FigureSource): Generator<number> {
  yield source.results.length;
  yield source.recommendations.length;
  for (const { findings, coverage } of source.results) {
    yield findings.length;
    yield coverage.gaps.length;
    yield new Set(findings.map((finding) => finding.accountId)).size;
    yield new Set(findings.map((finding) => finding.region)).size;
  }
  for (const option of source.recommendations) {
    yield option.findings.length;
    yield option.confidence * 100;
    if (option.shareOfBill !== null) yield option.shareOfBill * 100;
  }
}

function* numericLeaves(value: unknown): Generator<number> {
  if (typeof value === 'number') yield value;
  else if (isObject(value)) for (const child of Object.values(value)) yield* numericLeaves(child);
}

function* numberWords(value: unknown): Generator<string> {
  if (typeof value === 'string') for (const match of value.matchAll(FIGURE)) yield match[2] ?? '';
  else if (isObject(value)) for (const child of Object.values(value)) yield* numberWords(child);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
