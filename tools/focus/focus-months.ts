import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { addMonths, dayOf, monthName, monthStart } from '../analyzers/periods.ts';

/** Whole months, or months up to yesterday. */
export interface FocusMonths {
  /** First day of the first month, `YYYY-MM-DD`. */
  readonly start: string;
  /** The day after the last one that is billed: the first of a month, or today. */
  readonly end: string;
  /** `Oct 2026`, or `Aug 2026 to Oct 2026`. */
  readonly label: string;
}

interface MonthsWanted {
  /** The last month, `YYYY-MM`; null is the last one that is over. */
  readonly month: string | null;
  /** How many months, that one included. */
  readonly count: number;
  readonly now: Date;
}

/** Cost Explorer keeps 38 months where that is switched on, 13 otherwise. */
const MOST_MONTHS = 38;

/**
 * The months that were asked for.
 * @throws AnalysisError `bad-parameter` for what is no month, has no billed day yet, or is too many of them.
 */
export function focusMonths({ month, count, now }: MonthsWanted): FocusMonths {
  if (!Number.isInteger(count) || count < 1 || count > MOST_MONTHS) {
    throw new AnalysisError('bad-parameter', `Ask for 1 to ${MOST_MONTHS} months.`);
  }
  const last = month === null ? addMonths(monthStart(now), -1) : firstDay(month);
  const today = dayOf(now);
  if (last >= today) {
    throw new AnalysisError('bad-parameter', `${monthName(last)} has no billed day yet.`);
  }
  const start = addMonths(last, 1 - count);
  const next = addMonths(last, 1);
  const label = count === 1 ? monthName(last) : `${monthName(start)} to ${monthName(last)}`;
  return { start, end: next < today ? next : today, label };
}

function firstDay(month: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return `${month}-01`;
  throw new AnalysisError(
    'bad-parameter',
    `A month is written YYYY-MM, not "${month.slice(0, 20)}".`,
  );
}
