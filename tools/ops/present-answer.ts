import type {
  AnalysisResult,
  Recommendation,
  Sentence,
} from '../../pipeline-server/contracts/results.ts';
import { oneLine, type ToolAnswer, type ToolResult } from '../../pipeline-server/contracts/tool.ts';
import { coverageOf, optionOf, receiptOf } from './answer-proof.ts';
import { drawAnswer } from './draw-answer.ts';
import { type FlatRows, flattenResults } from './flatten-results.ts';
import { pageRows } from './page-rows.ts';
import type { ToolPorts } from './ports.ts';
import { HANDLE_LIMITS, type RowHandles } from './row-handles.ts';

/** What a tool found, before it is sized for a model. */
export interface Found {
  readonly results: readonly AnalysisResult[];
  /** What could not be looked at, in words. */
  readonly failures: readonly string[];
  readonly options: readonly Recommendation[];
  /** Takes the place of the results' own sentences. */
  readonly summary?: string;
}

/** How an answer is to be cut, and for whom its rows are kept. */
interface Sizing {
  readonly tool: string;
  readonly identity: string;
  readonly limit: number;
}

/** Makes an answer of what was found. */
export type PresentAnswer = (found: Found, sizing: Sizing) => ToolResult;

const MOST_NOTES = 12;
const LONGEST_NOTE = 300;
const LONGEST_SUMMARY = 8000;
const MOST_FIGURES = 12;
const MOST_OPTIONS = 5;

/** Sizes answers for a model: first rows, figures, notes, coverage, receipt, and a handle for the rest. */
export function createPresentAnswer(
  { awsSource, writing }: Pick<ToolPorts, 'awsSource' | 'writing'>,
  handles: RowHandles,
): PresentAnswer {
  function proofOf({ results }: Found): Pick<ToolAnswer, 'coverage' | 'receipt'> {
    const coverage = writing.mergeCoverage(results);
    if (coverage === null) return {};
    const receipt = receiptOf(results.map((result) => result.receipt));
    return { coverage: coverageOf(coverage), receipt };
  }

  /** Sentences of the results: a summary in words may be markdown. */
  function draw(answer: ToolAnswer, found: Found): Promise<string> {
    const summary = linesOf(summaryOf(found, writing.sentence));
    const charts = found.results.flatMap(({ chart }) => chart ?? []);
    return drawAnswer({ answer: { ...answer, summary }, charts, writing });
  }

  return (found, { tool, identity, limit }) => {
    const flat = flattenResults(found.results, HANDLE_LIMITS.rowsPerHandle);
    const handle = () => handles.keep(identity, { tool, ...flat });
    const answer: ToolAnswer = {
      summary: linesOf(found.summary ?? summaryOf(found, writing.sentence)),
      source: awsSource.label,
      figures: figuresOf(found.results),
      ...pageRows({ tool, ...flat }, { offset: 0, limit, handle }),
      ...optionsOf(found.options),
      notes: notesOf(found, flat, writing.sentence),
      ...proofOf(found),
    };
    return { answer, drawHtml: found.results.length === 0 ? null : () => draw(answer, found) };
  };
}

type Write = (sentence: Sentence) => string;

function summaryOf({ results }: Found, write: Write): string {
  const sentences = results.map(({ title, sentence }) =>
    results.length === 1 ? `${write(sentence)}.` : `${title}: ${write(sentence)}.`,
  );
  return sentences.join('\n');
}

/** Lines are kept, since an answer in words has several; nothing else that is invisible is. */
function linesOf(text: string): string {
  const lines = text.split('\n').map((line) => oneLine(line, LONGEST_SUMMARY));
  const joined = lines.join('\n').trim();
  return joined.length <= LONGEST_SUMMARY ? joined : `${joined.slice(0, LONGEST_SUMMARY - 1)}…`;
}

/** Figures of several results would read as figures of the whole; there the sentences have them. */
function figuresOf([only, ...others]: readonly AnalysisResult[]): ToolAnswer['figures'] {
  if (only === undefined || others.length > 0) return [];
  return only.headlines.slice(0, MOST_FIGURES).map(({ label, value, kind, currency }) => ({
    label: oneLine(label, LONGEST_NOTE),
    value: typeof value === 'string' ? oneLine(value, LONGEST_NOTE) : value,
    unit: kind === 'money' ? (currency ?? 'USD') : kind === 'percent' ? '%' : '',
  }));
}

function optionsOf(options: readonly Recommendation[]): Pick<ToolAnswer, 'options'> {
  return options.length === 0 ? {} : { options: options.slice(0, MOST_OPTIONS).map(optionOf) };
}

function notesOf(found: Found, { overlapping }: FlatRows, write: Write): string[] {
  const notes = found.results.flatMap((result) => result.notes.map(write));
  const overlap =
    overlapping === 0
      ? []
      : [`${overlapping} rows are left out: another row saves more on the same resource.`];
  const all = [...found.failures, ...overlap, ...new Set(notes)];
  return all.slice(0, MOST_NOTES).map((note) => oneLine(note, LONGEST_NOTE));
}
