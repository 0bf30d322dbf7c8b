import {
  askCostExplorer,
  askExport,
  COST_EXPLORER,
  departures,
  exportLabel,
  type FocusQuestion,
  openExport,
} from '../../tools/focus/ask-focus.ts';
import { checkFocus, isKnownGap } from '../../tools/focus/check-focus.ts';
import {
  COST_EXPLORER_REQUESTS,
  type CostExplorerFocus,
  type CostExplorerFocusReader,
} from '../../tools/focus/cost-explorer-focus.ts';
import type { RunContext } from '../contracts/analysis.ts';
import { estimateOf } from '../contracts/spending.ts';
import { openExports } from '../open-exports.ts';
import { isEstimateAgreed } from './agree-to-price.ts';
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
  yes: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const FORMATS = ['csv', 'parquet', 'json'] as const;
const DETAILS = ['account', 'usage-type'] as const;

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
  readonly yes: boolean;
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
                    folder or a pattern in the folder of exports (focus.exports); where that is
                    s3://bucket/prefix, a file or a folder below it, or . for all
  --sql "SELECT …"  one read-only query over the table focus
  --check           where the data departs from FOCUS 1.2; ends with 1 when unexpectedly
  --format F        csv, parquet or json: the rows, or the answer of the query
  --output FILE     write to a file
  --json            the same as --format json
  --yes             ask AWS whatever it costs, within the limits`,
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
    yes: values.yes ?? false,
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
  if (wanted.sql !== null) {
    const question = questionOf(wanted, wanted.sql);
    const answer = await withReader(wanted, context, (reader, run) =>
      askCostExplorer(reader, question, run),
    );
    if (answer === null) return EXIT_CODES['needs-approval'];
    await writeAnswer(answer, wanted, context.terminal);
    return endOf(answer.truncated);
  }
  const { month, months, detail } = wanted;
  const query = { month, months: months ?? 1, detail };
  const focus = await withReader(wanted, context, (reader, run) => reader.read(query, run));
  if (focus === null) return EXIT_CODES['needs-approval'];
  if (wanted.check) return await checkRows(focus, wanted, context);
  if (wanted.format !== null) await writeRows(focus, wanted, context.terminal);
  if (wanted.format === null || wanted.output !== null) writeSummary(focus, context.terminal);
  return endOf(departures(focus));
}

/** Opens Cost Explorer for one run, and shows what is done; null when its price was not agreed to. */
async function withReader<Result>(
  { yes }: Pick<FocusWanted, 'yes'>,
  context: CommandContext,
  use: (reader: CostExplorerFocusReader, run: RunContext) => Promise<Result>,
): Promise<Result | null> {
  const analysis = await context.openAnalysis();
  const progress = createProgressLine(context.terminal);
  try {
    const estimate = estimateOf([{ paidRequests: COST_EXPLORER_REQUESTS }]);
    if (!isEstimateAgreed(analysis, { estimate, yes }, context)) return null;
    return await use(analysis.focus, {
      signal: context.signal,
      identity: 'cli',
      report: (step) => step.type === 'step' && progress.show(step.description),
    });
  } finally {
    progress.clear();
    await analysis.close();
  }
}

async function checkRows(
  focus: CostExplorerFocus,
  wanted: FocusWanted,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const { rows, label } = focus;
  const problems = checkFocus(rows).map((problem) => ({
    ...problem,
    expected: isKnownGap(problem),
  }));
  await writeProblems({ problems, rows: rows.length, truncated: false, label }, wanted, terminal);
  const expected = problems.every((problem) => problem.expected);
  return expected ? endOf(departures(focus)) : EXIT_CODES.failed;
}

async function runExport(wanted: FocusWanted, context: CommandContext): Promise<ExitCode> {
  const place = { folder: openExports(context.readConfig()), now: new Date() };
  if (!wanted.check) {
    const question = questionOf(wanted, wanted.sql ?? SUMMARY_SQL);
    const answer = await askExport(place, question, context.signal);
    await writeAnswer(answer, wanted, context.terminal);
    return endOf(answer.truncated);
  }
  const data = await openExport(place, wanted, context.signal);
  try {
    const checked = await data.check(context.signal);
    const problems = checked.problems.map((problem) => ({ ...problem, expected: false }));
    const found = { ...checked, problems, label: exportLabel(data) };
    await writeProblems(found, wanted, context.terminal);
    const broken = problems.some(({ severity }) => severity === 'must');
    return broken ? EXIT_CODES.failed : endOf(checked.truncated ? ['rows'] : []);
  } finally {
    data.close();
  }
}

function questionOf(wanted: FocusWanted, sql: string): FocusQuestion {
  const maximumRows = wanted.format === null ? MOST_ROWS.screen : MOST_ROWS.file;
  return { ...wanted, sql, maximumRows };
}

function endOf(cuts: readonly string[]): ExitCode {
  return cuts.length === 0 ? EXIT_CODES.done : EXIT_CODES.partial;
}
