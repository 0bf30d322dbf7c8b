import { checkFocus, isKnownGap } from '../../tools/focus/check-focus.ts';
import type { CostExplorerFocus } from '../../tools/focus/cost-explorer-focus.ts';
import {
  type FocusData,
  openFocusExport,
  openFocusRows,
  tryFocusQuery,
} from '../../tools/focus/focus-data.ts';
import { focusMonths } from '../../tools/focus/focus-months.ts';
import type { QueryBounds } from '../../tools/focus/focus-query.ts';
import { readArguments, readChoice, readCount } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { writeAnswer, writeProblems, writeRows, writeSummary } from './focus-output.ts';
import { createProgressLine } from './progress-line.ts';

const OPTIONS = {
  month: { type: 'string' },
  months: { type: 'string' },
  by: { type: 'string', default: 'account' },
  source: { type: 'string', default: 'cost-explorer' },
  sql: { type: 'string' },
  check: { type: 'boolean' },
  format: { type: 'string' },
  output: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const FORMATS = ['csv', 'parquet', 'json'] as const;
const DETAILS = ['account', 'usage-type'] as const;

const COST_EXPLORER = 'cost-explorer';
const QUERY_TIMEOUT_MS = 60_000;
/** Rows of a query on the screen, and in a file. */
const MOST_ROWS = { screen: 200, file: 100_000 };
/** The sum of an export, as its summary. */
const SUMMARY_SQL = `SELECT strftime(BillingPeriodStart, '%Y-%m') AS "Month", BillingCurrency AS "Currency",
  count(*) AS "Rows", sum(BilledCost) AS "BilledCost", sum(EffectiveCost) AS "EffectiveCost"
  FROM focus GROUP BY 1, 2 ORDER BY 1, 2`;

/** What was asked for. */
interface FocusWanted {
  readonly month: string | null;
  /** Null when not said. */
  readonly months: number | null;
  readonly detail: (typeof DETAILS)[number];
  readonly source: string;
  readonly sql: string | null;
  readonly check: boolean;
  readonly format: (typeof FORMATS)[number] | null;
  readonly output: string | null;
}

/** `xops focus`: cost in FOCUS columns, and SQL over it. */
export const focusCommand: Command = {
  name: 'focus',
  summary: 'cost as FOCUS 1.2 columns, checked, exported or asked in SQL',
  help: `xops focus [options]

  --month YYYY-MM   the month (default: the last one that is over)
  --months N        so many months, that one and those before it
  --by D            account (default), or usage-type with quantities
  --source S        cost-explorer (default; about USD 0.10 whatever the months), or a file, a
                    folder or a pattern in the folder of exports (focus.exports)
  --sql "SELECT …"  one read-only query over the table focus
  --check           where the data departs from FOCUS 1.2; ends with 1 when unexpectedly
  --format F        csv, parquet or json: the rows, or the answer of the query
  --output FILE     write to a file
  --json            the same as --format json`,
  async run(args, context) {
    const wanted = readWanted(args);
    return wanted.source === COST_EXPLORER
      ? await runCostExplorer(wanted, context)
      : await runExport(wanted, context);
  },
};

function readWanted(args: readonly string[]): FocusWanted {
  const { values, positionals } = readArguments(args, OPTIONS);
  if (positionals[0] !== undefined)
    throw new UsageError(`Unexpected argument "${positionals[0]}".`);
  const format = values.json === true ? 'json' : values.format;
  const wanted: FocusWanted = {
    month: values.month ?? null,
    months: readCount('months', values.months),
    detail: readChoice('by', values.by, DETAILS),
    source: values.source,
    sql: values.sql ?? null,
    check: values.check ?? false,
    format: format === undefined ? null : readChoice('format', format, FORMATS),
    output: values.output ?? null,
  };
  refuseNonsense(wanted);
  return wanted;
}

function refuseNonsense({ source, sql, check, format, output }: FocusWanted): void {
  if (sql !== null && check) throw new UsageError('Give --sql or --check, not both.');
  if (format === 'parquet' && (sql !== null || check || source !== COST_EXPLORER)) {
    throw new UsageError('--format parquet is for rows of Cost Explorer; take csv or json.');
  }
  if (format === 'csv' && check) throw new UsageError('--check is shown as a table or as json.');
  if (format === 'parquet' && output === null) {
    throw new UsageError('--format parquet needs --output FILE.');
  }
  if (format === null && output !== null) throw new UsageError('--output needs --format.');
}

async function runCostExplorer(wanted: FocusWanted, context: CommandContext): Promise<ExitCode> {
  if (wanted.sql !== null) await tryFocusQuery(wanted.sql, boundsOf(wanted, context.signal));
  const focus = await readCostExplorer(wanted, context);
  const whole = focus.truncated.length === 0 && focus.totals.every(({ agrees }) => agrees);
  const end = whole ? EXIT_CODES.done : EXIT_CODES.partial;
  if (wanted.sql !== null) {
    const asked = await answer(await openFocusRows(focus.rows), wanted, context);
    return asked === EXIT_CODES.done ? end : asked;
  }
  if (wanted.check) {
    const problems = checkFocus(focus.rows).map((problem) => ({
      ...problem,
      expected: isKnownGap(problem),
    }));
    const found = { problems, rows: focus.rows.length, truncated: false, label: focus.label };
    await writeProblems(found, wanted, context.terminal);
    return problems.every(({ expected }) => expected) ? end : EXIT_CODES.failed;
  }
  if (wanted.format !== null) await writeRows(focus, wanted, context.terminal);
  if (wanted.format === null || wanted.output !== null) writeSummary(focus, context.terminal);
  return end;
}

async function readCostExplorer(
  { month, months, detail }: FocusWanted,
  context: CommandContext,
): Promise<CostExplorerFocus> {
  const analysis = await context.openAnalysis();
  const progress = createProgressLine(context.terminal);
  try {
    return await analysis.focus.read(
      { month, months: months ?? 1, detail },
      {
        signal: context.signal,
        identity: 'cli',
        report: (step) => step.type === 'step' && progress.show(step.description),
      },
    );
  } finally {
    progress.clear();
    await analysis.close();
  }
}

async function runExport(wanted: FocusWanted, context: CommandContext): Promise<ExitCode> {
  const folder = context.readConfig().focus.exports;
  if (folder === null) {
    throw new UsageError(
      'Set focus.exports (XOPS_FOCUS_EXPORTS) to the folder of your FOCUS exports; --source names files in it.',
    );
  }
  const all = wanted.month === null && wanted.months === null;
  const span = { month: wanted.month, count: wanted.months ?? 1, now: new Date() };
  const months = all ? null : focusMonths(span);
  const data = await openFocusExport({ folder, wanted: wanted.source, months });
  if (!wanted.check)
    return await answer(data, { ...wanted, sql: wanted.sql ?? SUMMARY_SQL }, context);
  try {
    const checked = await data.check(context.signal);
    const label = `FOCUS export of ${data.files} ${data.files === 1 ? 'file' : 'files'}`;
    const problems = checked.problems.map((problem) => ({ ...problem, expected: false }));
    await writeProblems({ ...checked, problems, label }, wanted, context.terminal);
    const broken = checked.problems.some(({ severity }) => severity === 'must');
    if (broken) return EXIT_CODES.failed;
    return checked.truncated ? EXIT_CODES.partial : EXIT_CODES.done;
  } finally {
    data.close();
  }
}

function boundsOf({ format }: FocusWanted, signal: AbortSignal): QueryBounds {
  const maximumRows = format === null ? MOST_ROWS.screen : MOST_ROWS.file;
  return { signal, maximumRows, timeoutMs: QUERY_TIMEOUT_MS };
}

/** Asks the data once and closes it. */
async function answer(
  data: FocusData,
  wanted: FocusWanted,
  { signal, terminal }: CommandContext,
): Promise<ExitCode> {
  try {
    const answered = await data.query(wanted.sql ?? SUMMARY_SQL, boundsOf(wanted, signal));
    await writeAnswer(answered, wanted, terminal);
    return answered.truncated.length === 0 ? EXIT_CODES.done : EXIT_CODES.partial;
  } finally {
    data.close();
  }
}
