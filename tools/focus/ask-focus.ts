import { AnalysisError, type RunContext } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Receipt } from '../../pipeline-server/contracts/results.ts';
import { createLimiter } from '../aws/concurrency.ts';
import type { CostExplorerFocus, CostExplorerFocusReader } from './cost-explorer-focus.ts';
import {
  type ExportFolder,
  type FocusExport,
  openFocusExport,
  openFocusRows,
  tryFocusQuery,
} from './focus-data.ts';
import { focusMonths } from './focus-months.ts';
import type { QueryAnswer, QueryBounds } from './focus-query.ts';
import type { FocusDetail } from './normalise-costs.ts';

/** The source that is not a file. */
export const COST_EXPLORER = 'cost-explorer';

/** Which data: months of Cost Explorer, or of files in the folder of exports. */
export interface FocusScope {
  /** {@link COST_EXPLORER}, or a file, a folder or a pattern. */
  readonly source: string;
  /** The last month, `YYYY-MM`; null is the last one that is over. */
  readonly month: string | null;
  /** How many months, that one included; null is one, and with no month either all of an export. */
  readonly months: number | null;
  /** For Cost Explorer. */
  readonly detail: FocusDetail;
}

/** A question in SQL; the table is `focus`. */
export interface FocusQuestion extends FocusScope {
  readonly sql: string;
  /** Most rows that are given back. */
  readonly maximumRows: number;
}

/** The answer, and what it was read from. */
export interface FocusAnswer extends QueryAnswer {
  readonly label: string;
  /** The months that were read; null where it was all of an export. */
  readonly period: string | null;
  /** Whether AWS may still change the figures. */
  readonly estimated: boolean;
  /** Accounts whose cost it holds; null where files do not say. */
  readonly accounts: number | null;
  /** When the newest of the files was written, or AWS gave the oldest of its answers; ISO 8601. */
  readonly dataTime: string | null;
  /** Why the data is not conformant; empty where it is a FOCUS export. */
  readonly reasons: readonly string[];
  /** What reading cost; null for files. */
  readonly receipt: Receipt | null;
}

/** Asks a question. @throws AnalysisError that says what is wrong and what to do. */
export type AskFocus = (question: FocusQuestion, context: RunContext) => Promise<FocusAnswer>;

/** What questions are asked of. */
export interface FocusSources {
  readonly reader: CostExplorerFocusReader;
  /** Where exports are; null where that is not configured. */
  readonly folder: ExportFolder | null;
  readonly clock: Clock;
}

const TIMEOUT_MS = 60_000;
/** Questions that are answered at one time; each may take 512 MB. */
const AT_ONE_TIME = 2;

/** Makes the way to ask either source. */
export function createAskFocus({ reader, folder, clock }: FocusSources): AskFocus {
  const inTurn = createLimiter(AT_ONE_TIME);
  return (question, context) =>
    inTurn(async () => {
      if (question.source === COST_EXPLORER)
        return await askCostExplorer(reader, question, context);
      return await askExport({ folder, now: clock.now() }, question, context.signal);
    });
}

/** Asks Cost Explorer's rows. SQL that is refused costs no request: it is tried on no rows first. */
export async function askCostExplorer(
  reader: CostExplorerFocusReader,
  question: FocusQuestion,
  context: RunContext,
): Promise<FocusAnswer> {
  const { sql, month, months, detail } = question;
  const bounds = boundsOf(question, context.signal);
  await tryFocusQuery(sql, bounds);
  const focus = await reader.read({ month, months: months ?? 1, detail }, context);
  const data = await openFocusRows(focus.rows);
  try {
    const answer = await data.query(sql, bounds);
    const truncated = [...departures(focus), ...answer.truncated];
    const { label, reasons, receipt, estimated, accounts, dataTime } = focus;
    const source = { label, period: focus.months.label, estimated, accounts, dataTime };
    return { ...source, reasons, receipt, ...answer, truncated };
  } finally {
    data.close();
  }
}

/** What keeps rows of Cost Explorer from being the whole bill, in words; empty when nothing does. */
export function departures({ truncated, totals }: CostExplorerFocus): readonly string[] {
  const differ = totals.filter(({ agrees }) => !agrees).map(({ month }) => month);
  if (differ.length === 0) return truncated;
  return [...truncated, `the rows do not add up to Cost Explorer's totals of ${differ.join(', ')}`];
}

/** Where files are, and what time it is. */
export interface ExportPlace {
  readonly folder: ExportFolder | null;
  readonly now: Date;
}

/** Asks files in the folder of exports. */
export async function askExport(
  place: ExportPlace,
  question: FocusQuestion,
  signal: AbortSignal,
): Promise<FocusAnswer> {
  const data = await openExport(place, question, signal);
  try {
    const answer = await data.query(question.sql, boundsOf(question, signal));
    const period = spanOf(place, question)?.label ?? null;
    const source = { label: exportLabel(data), period, dataTime: data.writtenAt };
    const unknown = { estimated: false, accounts: null, reasons: [], receipt: null };
    return { ...source, ...unknown, ...answer };
  } finally {
    data.close();
  }
}

/** Opens the files of a scope; the caller closes them. @throws AnalysisError `bad-parameter` */
export async function openExport(
  { folder, now }: ExportPlace,
  scope: FocusScope,
  signal: AbortSignal,
): Promise<FocusExport> {
  if (folder === null) {
    throw new AnalysisError(
      'bad-parameter',
      'Set focus.exports (XOPS_FOCUS_EXPORTS) to the folder of your FOCUS exports, or to s3://bucket/prefix; the source names files in it.',
    );
  }
  const months = spanOf({ now }, scope);
  return await openFocusExport({ folder, wanted: scope.source, months, signal });
}

/** The months that are asked for; null is all of an export. */
function spanOf({ now }: Pick<ExportPlace, 'now'>, { month, months }: FocusScope) {
  const all = month === null && months === null;
  return all ? null : focusMonths({ month, count: months ?? 1, now });
}

/** `FOCUS export of 3 files` */
export function exportLabel({ files }: FocusExport): string {
  return `FOCUS export of ${files} ${files === 1 ? 'file' : 'files'}`;
}

function boundsOf({ maximumRows }: FocusQuestion, signal: AbortSignal): QueryBounds {
  return { signal, maximumRows, timeoutMs: TIMEOUT_MS };
}
