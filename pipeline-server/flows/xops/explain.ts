import type { AnalysisResult } from '../../contracts/results.ts';
import type { Text } from './document.ts';
import { plainText } from './document.ts';
import type { FigureStyle } from './format-value.ts';
import type { FigureSource } from './verify-figures.ts';
import { untracedFigures } from './verify-figures.ts';
import { writeSentence } from './write-sentence.ts';

/** What is said about one result. */
export interface Statement {
  readonly title: string;
  /** The answer in one sentence, without its full stop. */
  readonly text: Text;
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
    untraced: untracedFigures(plainText(statement.text), source),
  }));
  return {
    statements: checked.map(({ statement, untraced }) =>
      untraced.length === 0 ? statement : withoutFigures(statement),
    ),
    untraced: checked.flatMap(({ untraced }) => untraced),
  };
}

function stateResult({ title, sentence }: AnalysisResult, style: FigureStyle): Statement {
  return { title, text: writeSentence(sentence, style) };
}

function withoutFigures({ title }: Statement): Statement {
  return { title, text: [`${title}: see the table`] };
}
