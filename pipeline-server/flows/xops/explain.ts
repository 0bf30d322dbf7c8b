import type { AnalysisResult, Coverage, Headline } from '../../contracts/analysis.ts';
import type { Text } from './document.ts';
import { plainText } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import { count, formatValue, lowerFirst } from './format-value.ts';
import type { FigureSource } from './verify-figures.ts';
import { untracedFigures } from './verify-figures.ts';

/** What is said about one result. */
export interface Statement {
  readonly title: string;
  /** The key figures, or that nothing was found and where. */
  readonly short: Text;
  /** All headline figures. */
  readonly full: Text;
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
    untraced: untracedFigures(plainText([...statement.short, ' ', ...statement.full]), source),
  }));
  return {
    statements: checked.map(({ statement, untraced }) =>
      untraced.length === 0 ? statement : withoutFigures(statement),
    ),
    untraced: checked.flatMap(({ untraced }) => untraced),
  };
}

function withoutFigures({ title }: Statement): Statement {
  return { title, short: ['see the table'], full: ['see the table'] };
}

const MOST_HEADLINES = 3;

function stateResult(result: AnalysisResult, style: FigureStyle): Statement {
  const { title, headlines } = result;
  if (result.total === 0) return sameStatement(title, nothingFound(result));
  const [first] = headlines;
  if (first === undefined) return sameStatement(title, [{ strong: foundText(result) }]);
  const money = headlines.find((headline) => headline.kind === 'money');
  const key = money === undefined || money === first ? [first] : [first, money];
  const state = (chosen: readonly Headline[]): Text =>
    chosen.flatMap((headline) => ['; ', ...headlineText(headline, result, style)]).slice(1);
  return { title, short: state(key), full: state(headlines.slice(0, MOST_HEADLINES)) };
}

function sameStatement(title: string, text: Text): Statement {
  return { title, short: text, full: text };
}

/** `23 found` where the headline counts what the title names, else `label: USD 1,234.50`. */
function headlineText(headline: Headline, { title }: AnalysisResult, style: FigureStyle): Text {
  const { value, kind, label, currency = 'USD' } = headline;
  const figure = { strong: formatValue({ value, kind, currency }, style) };
  return label === title ? [figure, ' found'] : [`${lowerFirst(label)}: `, figure];
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
