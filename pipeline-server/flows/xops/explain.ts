import type { AnalysisResult, Coverage, Headline } from '../../contracts/analysis.ts';
import type { Text } from './document.ts';
import { plainText } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { count, formatValue } from './format-value.ts';
import type { FigureSource } from './verify-figures.ts';
import { untracedFigures } from './verify-figures.ts';

/** What is said about one result. */
export interface Statement {
  readonly title: string;
  /** The key figure, or that nothing was found and where. */
  readonly key: Text;
  /** Further headline figures, opened by a comma; often empty. */
  readonly further: Text;
}

/** The answer in words. */
export interface Explanation {
  /** One statement per result, in the order of the results. */
  readonly statements: readonly Statement[];
  /** Figures that no result gives; the statements that held them were replaced by one without figures. */
  readonly untraced: readonly string[];
}

/** Step 4: says what was found, with no figure that the results do not give. */
export function explain(source: FigureSource, style: FigureStyle): Explanation {
  return traceFigures(
    source.results.map((result) => stateResult(result, style)),
    source,
  );
}

/** Replaces each statement that holds an untraced figure: a figure without a source is never shown. */
export function traceFigures(statements: readonly Statement[], source: FigureSource): Explanation {
  const checked = statements.map((statement) => ({
    statement,
    untraced: untracedFigures(plainText([...statement.key, ...statement.further]), source),
  }));
  return {
    statements: checked.map(({ statement, untraced }) =>
      untraced.length === 0
        ? statement
        : { title: statement.title, key: ['see the table'], further: [] },
    ),
    untraced: checked.flatMap(({ untraced }) => untraced),
  };
}

function stateResult(result: AnalysisResult, style: FigureStyle): Statement {
  const { title } = result;
  if (result.total === 0) return { title, key: nothingFound(result), further: [] };
  const [key, ...others] = result.headlines;
  if (key === undefined) return { title, key: [{ strong: foundText(result) }], further: [] };
  const further = others.slice(0, 2).map((headline) => `, ${headlineText(headline, style)}`);
  return { title, key: [{ strong: headlineText(key, style) }], further };
}

function headlineText(headline: Headline, style: FigureStyle): string {
  const { value, kind, label, currency = 'USD' } = headline;
  return `${formatValue({ value, kind, currency }, style)} ${label}`;
}

function foundText(result: AnalysisResult): string {
  const accounts = new Set(result.findings.flatMap((finding) => finding.accountId ?? []));
  const where = accounts.size > 1 ? ` in ${count(accounts.size, 'account')}` : '';
  return `${count(result.total, 'finding')}${where}`;
}

function nothingFound(result: AnalysisResult): Text {
  return [{ strong: 'none found' }, ` in ${lookedAt(result.coverage)}`];
}

function lookedAt(coverage: Coverage): string {
  const accounts = `${coverage.accountsAnswered} of ${count(coverage.accountsAsked, 'account')}`;
  if (coverage.regionsAsked === 0) return accounts;
  return `${accounts} and ${coverage.regionsAnswered} of ${count(coverage.regionsAsked, 'Region')}`;
}
