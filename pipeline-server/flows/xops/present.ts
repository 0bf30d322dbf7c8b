import type { Coverage } from '../../contracts/findings.ts';
import type { AnalysisResult, Receipt, Recommendation } from '../../contracts/results.ts';
import type { AwsSource, Failure, Presentation, Turn } from './answer.ts';
import type { Block, Fact, Text } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import type { Explanation, Statement } from './explain.ts';
import type { FigureStyle } from './format-value.ts';
import { formatNumber } from './format-value.ts';
import type { Governance } from './govern.ts';
import { coverageFact, receiptFact, sourcesFact } from './present-facts.ts';
import { presentOptions } from './present-options.ts';
import type { Page } from './present-table.ts';
import { presentTable } from './present-table.ts';
import { writeSentence } from './write-sentence.ts';

/** What the steps before found, to be laid out. */
export interface Findings {
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly Failure[];
  readonly options: readonly Recommendation[];
  readonly explanation: Explanation;
  readonly page: Page;
  readonly governance: Governance;
  /** What the reader must know about the answer as a whole. */
  readonly notes: readonly string[];
}

/** Step 5: lays the findings out: the answer in one sentence, tables, options and what could not be looked at. */
export function present(findings: Findings, presentation: Presentation): readonly Block[] {
  const { results, explanation, page } = findings;
  const sections = results.flatMap((result, index) => {
    const body = section(result, page, presentation);
    const statement = explanation.statements[index];
    return results.length === 1 || statement === undefined
      ? body
      : [
          { kind: 'heading' as const, text: statement.title },
          ...body,
          { kind: 'facts' as const, facts: [coverageFact(result.coverage)] },
        ];
  });
  return [
    lead(...opening(explanation.statements)),
    ...findings.failures.map(failureLine),
    ...sections,
    ...findings.governance.amendments,
    ...presentOptions(findings.options, presentation),
    ...findings.governance.procedures,
    ...list(findings.notes.map((note) => [note])),
  ];
}

/** What was found, a sentence for each result. */
function opening(statements: readonly Statement[]): Text {
  return statements.flatMap(({ text }, index) => [...(index === 0 ? [] : [' ']), ...text, '.']);
}

function section(result: AnalysisResult, page: Page, presentation: Presentation): readonly Block[] {
  const isFirst = page.offset === 0;
  const notes = isFirst ? list(result.notes.map((note) => writeSentence(note, presentation))) : [];
  if (result.findings.length <= page.offset) return notes;
  return [...tableBlocks(result, page, presentation), ...pageLine(result, page), ...notes];
}

/** A page of rows, and below it what all rows have in common. */
export function tableBlocks(
  result: AnalysisResult,
  page: Page,
  style: FigureStyle,
): readonly Block[] {
  const { table, common } = presentTable(result, page, style);
  return common.length === 0 ? [table] : [table, paragraph(`All rows: ${common.join('; ')}.`)];
}

function pageLine(result: AnalysisResult, page: Page): readonly Block[] {
  const last = Math.min(page.offset + page.rows, result.findings.length);
  if (page.offset === 0 && last === result.total) return [];
  const range = `Rows ${formatNumber(page.offset + 1)}–${formatNumber(last)} of ${formatNumber(result.total)}.`;
  return [
    last < result.total
      ? paragraph(range, ' Say ', { code: 'more' }, ' for the next.')
      : paragraph(range),
  ];
}

function failureLine(failure: Failure): Block {
  return paragraph({ strong: `Not answered – ${failure.title}:` }, ` ${failure.message}`);
}

/** The foot of every answer. */
export interface Foot {
  readonly coverage: Coverage | null;
  readonly receipt: Receipt;
  readonly nextQuestions: readonly string[];
}

/** Coverage, sources, receipt, how the question was understood, and what could be asked next. */
export function presentFoot(turn: Turn, foot: Foot): readonly Block[] {
  const { presentation } = turn.deps;
  const explanation = turn.understanding.explanation.replace(/^Understood as: /, '');
  const facts: (Fact | null)[] = [
    foot.coverage && coverageFact(foot.coverage),
    presentation.showSources && foot.coverage !== null ? sourcesFact(foot.receipt) : null,
    presentation.showReceipt && foot.coverage !== null ? receiptFact(foot.receipt) : null,
    presentation.showUnderstanding && explanation !== ''
      ? { label: 'Understood as', text: [explanation] }
      : null,
    foot.nextQuestions.length === 0 ? null : nextFact(foot.nextQuestions),
  ];
  const shown = facts.filter((fact) => fact !== null);
  return shown.length === 0 ? [] : [{ kind: 'facts', facts: shown }];
}

function nextFact(questions: readonly string[]): Fact {
  const text = questions.flatMap((question) => [' · ', { code: question }]);
  return { label: 'Ask next', text: text.slice(1) };
}

/** Puts the mark of the sample organisation below the opening sentence. */
export function markSource(document: readonly Block[], source: AwsSource): readonly Block[] {
  return [...document.slice(0, 1), ...markOf(source), ...document.slice(1)];
}

/** The mark of the sample organisation; nothing for your AWS. */
export function markOf(source: AwsSource): readonly Block[] {
  if (source.kind === 'live') return [];
  return [paragraph({ strong: source.label }, ': invented data, not your AWS.')];
}
