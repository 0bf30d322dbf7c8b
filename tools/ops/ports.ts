import type { Analyzers, RunContext } from '../../pipeline-server/contracts/analysis.ts';
import type { ChangeDesk } from '../../pipeline-server/contracts/change-desk.ts';
import type { Commands } from '../../pipeline-server/contracts/commands.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { ColumnKind, Coverage } from '../../pipeline-server/contracts/findings.ts';
import type { KnowledgeDesk } from '../../pipeline-server/contracts/knowledge.ts';
import type { Period } from '../../pipeline-server/contracts/parameters.ts';
import type { WrittenReport } from '../../pipeline-server/contracts/reports.ts';
import type {
  AnalysisResult,
  Chart,
  Receipt,
  Recommendation,
  Sentence,
} from '../../pipeline-server/contracts/results.ts';

/** A question in plain words, answered whole. */
interface AskedAnswer {
  /** The answer as a person reads it, in markdown, without the rows of its tables. */
  readonly text: string;
  readonly results: readonly AnalysisResult[];
  readonly options: readonly Recommendation[];
  /** What the question names and does not exist, each with what to ask instead; nothing was analysed then. */
  readonly refusals?: readonly { readonly problem: string; readonly remedy: string }[];
  /** The file that was written, where the question asked for one. */
  readonly report?: WrittenReport | null;
}

/** A question, and the chat in which it may follow up on an earlier one; null when it stands alone. */
interface AskedQuestion {
  readonly question: string;
  readonly chatId: string | null;
  /** The price in USD that the user agreed to. */
  readonly agreedUsd: number;
}

/** Answers a question in plain words. @throws the reason of the signal when the caller went away. */
export type AskQuestion = (asked: AskedQuestion, context: RunContext) => Promise<AskedAnswer>;

/** A value of a result, to be written for people. */
export interface WritableValue {
  readonly value: string | number | null | undefined;
  readonly kind: ColumnKind;
  /** For `money`. */
  readonly currency: string;
}

/** How the product writes and draws what it found, whichever door an answer leaves through. */
export interface Writing {
  /** A sentence with its figures, without markup and without the full stop. */
  readonly sentence: (sentence: Sentence) => string;
  readonly value: (value: WritableValue) => string;
  /** Makes text inert in HTML. */
  readonly escapeHtml: (text: string) => string;
  /** An SVG drawing. */
  readonly chart: (chart: Chart) => Promise<string>;
  /** Coverage of several analyses at once; null for none. */
  readonly mergeCoverage: (results: readonly AnalysisResult[]) => Coverage | null;
}

/** A question in SQL over cost in the columns of FOCUS; the table is `focus`. */
interface FocusQuestion {
  readonly sql: string;
  /** `cost-explorer`, or a file, a folder or a pattern in the folder of exports. */
  readonly source: string;
  /** The last month, `YYYY-MM`; null is the last one that is over. */
  readonly month: string | null;
  /** How many months, that one included; null is one, and with no month either all of an export. */
  readonly months: number | null;
  readonly detail: 'account' | 'usage-type';
  /** Most rows that are given back. */
  readonly maximumRows: number;
}

/** The answer of a question in SQL. */
export interface FocusAnswer {
  /** Name and SQL type. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Values in the order of the columns; decimals and large integers are exact text. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  /** What was cut off, in words. */
  readonly truncated: readonly string[];
  /** What it was read from. */
  readonly label: string;
  /** The months that were read; null where it was all of an export. */
  readonly period: string | null;
  readonly estimated: boolean;
  /** Accounts whose cost it holds; null where files do not say. */
  readonly accounts: number | null;
  /** When the newest of the files was written, or AWS gave the oldest of its answers; ISO 8601. */
  readonly dataTime: string | null;
  /** Why the data is no conformant FOCUS export; empty where it is one. */
  readonly reasons: readonly string[];
  /** Null where nothing was asked of AWS. */
  readonly receipt: Receipt | null;
}

/** A column of FOCUS as a model needs to know it. */
interface FocusColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly allowed?: readonly string[];
  /** What Cost Explorer can give of it, and how, or why not. */
  readonly costExplorer: string;
  readonly how: string;
}

/** Cost in the columns of FOCUS. */
export interface FocusPort {
  /** @throws AnalysisError that says what is wrong and what to do. */
  readonly ask: (question: FocusQuestion, context: RunContext) => Promise<FocusAnswer>;
  readonly columns: readonly FocusColumn[];
  /** Most paid requests of one question to Cost Explorer, where each answer is one page. */
  readonly paidRequests: number;
}

/** What the tools work with. */
export interface ToolPorts {
  readonly analyzers: Analyzers;
  readonly clock: Clock;
  readonly awsSource: { readonly kind: 'sample' | 'live'; readonly label: string };
  readonly ask: AskQuestion;
  readonly focus: FocusPort;
  /** A period in plain words ("last month", "Q3 2026", "2026-10-01 to 2026-10-15"), or null when it is none. */
  readonly readPeriod: (words: string, now: Date) => Period | null;
  readonly writing: Writing;
  /** Analyses that will cost more than this in USD need the user's agreement; without it nothing is asked. */
  readonly askAboveUsd?: number;
  /** Where changes are asked for; absent where nobody can be asked. */
  readonly changes?: ChangeDesk;
  /** Procedures and past incidents; absent where none are kept. */
  readonly knowledge?: KnowledgeDesk;
  /** Programs that may be run; absent where the settings switch none on. */
  readonly commands?: Commands;
}
