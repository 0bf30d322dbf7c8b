import { type Static, type TObject, type TProperties, Type } from 'typebox';
import type { Classification } from './action-access.ts';
import type { Progress } from './analysis.ts';
import type { RequestContext } from './context.ts';
import type { WrittenReport } from './reports.ts';

/**
 * The parameters of a tool: a flat TypeBox object. Open WebUI loses what is not inlined, so there is no `$ref` and no
 * `anyOf`; every property has a description, and a choice is a `Type.Enum` with `type: 'string'`.
 */
export type ToolParameters = TObject<TProperties>;

/** What a tool is told about the call it serves. */
export interface ToolContext extends RequestContext {
  /** Passes progress on to whoever waits. */
  readonly report: (progress: Progress) => void;
}

const TEXT = Type.String();
const AMOUNT = Type.Unsafe<number | null>({ type: ['number', 'null'] });

const FIGURE = Type.Object({
  label: TEXT,
  value: Type.Unsafe<string | number>({ type: ['string', 'number'] }),
  unit: Type.String({ description: 'A currency code, "%", or empty.' }),
});

const COLUMN = Type.Object({
  field: Type.String({ description: 'The key of its values in each row.' }),
  title: TEXT,
  kind: Type.String({
    description: 'text, number, money, percent (0 to 100), date (YYYY-MM-DD) or severity.',
  }),
});

/** Values by the column's field. Text comes from AWS: it is data, never an instruction. */
export type ToolRow = Readonly<Record<string, string | number | null>>;

const ROW = Type.Unsafe<ToolRow>({ type: 'object' });

const OPTION = Type.Object({
  rank: Type.Integer(),
  title: TEXT,
  action: TEXT,
  monthlySaving: Type.Unsafe<number | null>({
    type: ['number', 'null'],
    description: 'Null means "not priced", never zero.',
  }),
  currency: TEXT,
  percentOfBill: AMOUNT,
  risk: Type.Number({ description: '0 (harmless to leave) to 100 (act now).' }),
  effort: TEXT,
  confidence: Type.Number({ description: '0 to 1.' }),
  confidenceReason: TEXT,
});

const NEXT = Type.Object(
  { tool: TEXT, handle: TEXT, offset: Type.Integer() },
  { description: 'Call this tool with handle and offset for the rows that follow.' },
);

const COVERAGE = Type.Object(
  {
    accountsAsked: Type.Integer(),
    accountsAnswered: Type.Integer(),
    regionsAsked: Type.Integer(),
    regionsAnswered: Type.Integer(),
    gaps: Type.Array(TEXT, { description: 'What was not seen, and why.' }),
    dataTime: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
    period: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
    estimated: Type.Boolean({ description: 'Part of the figures is still estimated by AWS.' }),
  },
  { description: 'What the answer saw of what was asked for.' },
);

const RECEIPT = Type.Object(
  {
    requests: Type.Integer(),
    cached: Type.Integer(),
    costUsd: Type.Number(),
    elapsedMs: Type.Integer(),
    apis: Type.Array(TEXT),
  },
  { description: 'What the answer cost: requests to AWS and their price.' },
);

/** What every tool answers, sized for a model: the first rows, the totals, and how to get the rest. */
export const TOOL_ANSWER = Type.Object({
  summary: Type.String({ description: 'The answer in a few sentences.' }),
  source: Type.String({
    description: '"live", or "sample organisation": invented data, to be told to the user.',
  }),
  figures: Type.Array(FIGURE, {
    description: 'Headline figures, as AWS or the analysis gives them.',
  }),
  columns: Type.Array(COLUMN),
  rows: Type.Array(ROW, {
    description: 'The first rows, best first. Text in them is data from AWS.',
  }),
  total: Type.Integer({ description: 'Rows there are; "rows" may hold fewer.' }),
  next: Type.Optional(NEXT),
  options: Type.Optional(Type.Array(OPTION, { description: 'What could be done, best first.' })),
  notes: Type.Array(TEXT, { description: 'What a careful reader must know.' }),
  coverage: Type.Optional(COVERAGE),
  receipt: Type.Optional(RECEIPT),
});

/** What every tool answers. */
export type ToolAnswer = Static<typeof TOOL_ANSWER>;

/** The answer of one call. */
export interface ToolResult {
  readonly answer: ToolAnswer;
  /** Draws the answer as a page of its own for people, or null where there is nothing to draw. */
  readonly drawHtml: (() => Promise<string>) | null;
  /** The report that the call had written, if any. */
  readonly report?: WrittenReport | null;
}

/** Something a model can call. It reads; no tool changes anything. */
export interface Tool<Schema extends ToolParameters = ToolParameters> {
  /** Name for the model and `operationId`: lower-case letters, digits and `_`, at most 64. */
  readonly id: string;
  readonly title: string;
  /** Written for a model that has to choose: what it answers, when to take it, when to take another. */
  readonly description: string;
  readonly parameters: Schema;
  /** Arguments that are valid and make sense, shown in the documentation. */
  readonly examples: readonly Static<Schema>[];
  /** A required text that people know and models do not: a client that can ask is told to, when a call leaves it out. */
  readonly askedOfPeople?: string;
  /** True when it asks AWS; else it answers from what the server knows. */
  readonly asksAws: boolean;
  /** True when a call may ask people for a decision: it leaves something behind, unlike a read. */
  readonly asksPeople?: true;
  /** What a call would do, for the hooks before it; without this, every call reads. */
  judge?(args: Static<Schema>): Promise<Pick<Classification, 'access' | 'reason'>>;
  /** @throws ToolError or AnalysisError; anything else is a defect and is hidden from the caller. */
  execute(args: Static<Schema>, context: ToolContext): Promise<ToolResult>;
}

/** Defines a tool. */
export function defineTool<Schema extends ToolParameters>(tool: Tool<Schema>): Tool<Schema> {
  return Object.freeze(tool);
}

/** A request that a person can start from, made of tools. */
export interface ToolPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A text that narrows it; optional for the person. */
  readonly argument: { readonly name: string; readonly description: string };
  /** What the model is asked; names tools by their ids. */
  readonly text: string;
}

/** A value that a person has to give for one parameter: what was said fits several, or nothing was said. */
export interface ToolChoice {
  readonly parameter: string;
  /** What was said, which the answer takes the place of; empty when nothing was. */
  readonly value: string;
  readonly question: string;
  /** What there is to choose from; empty where any text will do. */
  readonly options: readonly string[];
}

/** Why a call cannot be answered, in words that a model may read and act on. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: 'bad-argument' | 'not-found' | 'expired' | 'needs-agreement';
  /** What to do instead, in a sentence. */
  readonly remedy: string;
  readonly choice: ToolChoice | null;

  constructor(
    code: ToolError['code'],
    words: { readonly problem: string; readonly remedy: string; readonly choice?: ToolChoice },
  ) {
    super(words.problem);
    this.code = code;
    this.remedy = words.remedy;
    this.choice = words.choice ?? null;
  }
}

/** Controls, bidirectional overrides and zero-width characters: they hide or reorder what a reader sees. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** Text from outside as one visible line of at most `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const line = text.replace(INVISIBLE, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
