import { Type } from 'typebox';
import { AnalysisError, type RunContext } from '../../pipeline-server/contracts/analysis.ts';
import type { Column } from '../../pipeline-server/contracts/findings.ts';
import { estimateOf } from '../../pipeline-server/contracts/spending.ts';
import {
  defineTool,
  oneLine,
  type Tool,
  type ToolAnswer,
  ToolError,
  type ToolRow,
} from '../../pipeline-server/contracts/tool.ts';
import { CONFIRM_COST, checkEstimate } from './agree-to-price.ts';
import { DEFAULT_ROWS, runContextOf } from './analysis-tool.ts';
import { receiptOf } from './answer-proof.ts';
import { answerWithRows, pageRows } from './page-rows.ts';
import type { FocusAnswer, FocusPort, ToolPorts } from './ports.ts';
import { HANDLE_LIMITS, type RowHandles } from './row-handles.ts';

const COST_EXPLORER = 'cost-explorer';

const PARAMETERS = Type.Object(
  {
    sql: Type.String({
      minLength: 1,
      maxLength: 20_000,
      description:
        'One SELECT (or WITH … SELECT) over the table focus, in the SQL of DuckDB: SELECT ServiceName, sum(BilledCost) AS cost FROM focus GROUP BY 1 ORDER BY 2 DESC.',
    }),
    source: Type.Optional(
      Type.String({
        maxLength: 500,
        default: COST_EXPLORER,
        description:
          'cost-explorer, or a file, a folder or a pattern in the folder of FOCUS exports that the administrator set. Where that is in S3, a file or a folder; . is all of it.',
      }),
    ),
    month: Type.Optional(
      Type.String({
        maxLength: 7,
        description: 'The last month that is read, YYYY-MM. Without it the last one that is over.',
      }),
    ),
    months: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 12,
        description: 'How many months are read, that one and those before it.',
      }),
    ),
    detail: Type.Optional(
      Type.Enum(['account', 'usage-type'], {
        type: 'string',
        default: 'account',
        description:
          'For cost-explorer: rows by account, or by usage-type with quantities and without accounts.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: DEFAULT_ROWS,
        description: 'Rows in the answer; get_rows gives the rest.',
      }),
    ),
    confirm_cost_usd: Type.Optional(CONFIRM_COST),
  },
  { additionalProperties: false },
);

const MOST_COLUMNS = 100;
const LONGEST_NAME = 60;
const LONGEST_VALUE = 200;
const UNKNOWN_ACCOUNTS = 'Files do not say which accounts they were exported for.';

/** SQL over cost in the columns of FOCUS. */
export function queryFocusTool(ports: ToolPorts, handles: RowHandles): Tool {
  const { focus, awsSource } = ports;
  return defineTool({
    id: 'query_focus',
    title: 'Query cost in SQL',
    description:
      'Answers one read-only SQL SELECT over cost in the columns of FOCUS 1.2 (table focus). Take it for sums, groups, shares and comparisons of cost that no cost tool gives; describe_focus lists the columns. Reading Cost Explorer costs about USD 0.10, whatever the months; a FOCUS export costs nothing. No file, network or setting can be reached.',
    parameters: PARAMETERS,
    examples: [
      {
        sql: 'SELECT ServiceName, sum(BilledCost) AS cost FROM focus GROUP BY 1 ORDER BY 2 DESC',
        months: 3,
      },
    ],
    asksAws: true,
    async execute(args, context) {
      const { limit = DEFAULT_ROWS, confirm_cost_usd: confirmedUsd, ...question } = args;
      checkEstimate(priceOf(question, ports), confirmedUsd, ports);
      const found = await ask(focus, question, runContextOf(context, 'query_focus'));
      const columns = columnsOf(found);
      const rows = found.rows.map((cells) => rowOf(columns, cells));
      const kept = { tool: 'query_focus', columns, rows, total: rows.length };
      const handle = () => handles.keep(context.principal.id, kept);
      const { answer, drawHtml } = answerWithRows(pageRows(kept, { offset: 0, limit, handle }), {
        summary: summaryOf(found),
        source: awsSource.label,
        notes: notesOf(found),
      });
      const { receipt } = found;
      const cost = receipt === null ? {} : { receipt: receiptOf([receipt]) };
      return { answer: { ...answer, coverage: coverageOf(found), ...cost }, drawHtml };
    },
  });
}

/** Files cost nothing. */
function priceOf({ source = COST_EXPLORER }: Pick<Question, 'source'>, { focus }: ToolPorts) {
  return estimateOf(source === COST_EXPLORER ? [focus] : []);
}

interface Question {
  readonly sql: string;
  readonly source?: string;
  readonly month?: string;
  readonly months?: number;
  readonly detail?: 'account' | 'usage-type';
}

async function ask(focus: FocusPort, question: Question, context: RunContext) {
  const { sql, source = COST_EXPLORER, month = null, months = null } = question;
  const { detail = 'account' } = question;
  const maximumRows = HANDLE_LIMITS.rowsPerHandle;
  try {
    return await focus.ask({ sql, source, month, months, detail, maximumRows }, context);
  } catch (error) {
    if (!(error instanceof AnalysisError) || error.code !== 'bad-parameter') throw error;
    throw new ToolError('bad-argument', {
      problem: error.message,
      remedy:
        'Change the query and call again; the same query ends the same way. describe_focus lists the columns of the table focus.',
    });
  }
}

/** Names may repeat in SQL, the keys of a row may not. */
function columnsOf({ columns }: FocusAnswer): readonly Column[] {
  if (columns.length > MOST_COLUMNS) {
    throw new ToolError('bad-argument', {
      problem: `The answer has ${columns.length} columns.`,
      remedy: `Select at most ${MOST_COLUMNS}.`,
    });
  }
  return columns.map(({ name, type }, index) => {
    const title = oneLine(name, LONGEST_NAME);
    const repeats = columns.findIndex((other) => oneLine(other.name, LONGEST_NAME) === title);
    const field = repeats === index ? title : `${title} (${index + 1})`;
    return { field, title, kind: /^DECIMAL|^DOUBLE|^FLOAT|INT$/.test(type) ? 'number' : 'text' };
  });
}

function rowOf(columns: readonly Column[], cells: FocusAnswer['rows'][number]): ToolRow {
  return Object.fromEntries(
    columns.map(({ field, kind }, index) => [field, valueOf(cells[index] ?? null, kind)]),
  );
}

/** Exact decimals become numbers where nothing is lost by it. */
function valueOf(cell: string | number | boolean | null, kind: Column['kind']) {
  if (cell === null || typeof cell === 'number') return cell;
  const text = oneLine(String(cell), LONGEST_VALUE);
  return kind === 'number' && String(Number(text)) === text ? Number(text) : text;
}

function summaryOf({ rows, label, period }: FocusAnswer): string {
  const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  return `${count} from ${label}${period === null ? '' : `, ${period}`}.`;
}

/** A bill holds every account, and Regions are not told apart. */
function coverageOf(found: FocusAnswer): NonNullable<ToolAnswer['coverage']> {
  const { accounts, truncated, dataTime, period, estimated } = found;
  const gaps = accounts === null ? [...truncated, UNKNOWN_ACCOUNTS] : [...truncated];
  const counts = { accountsAsked: accounts ?? 0, accountsAnswered: accounts ?? 0 };
  return { ...counts, regionsAsked: 0, regionsAnswered: 0, gaps, dataTime, period, estimated };
}

function notesOf({ reasons, truncated, estimated, receipt }: FocusAnswer): string[] {
  return [
    ...truncated.map((cut) => `Not all: ${cut}.`),
    ...(estimated ? ['Part of the figures is still estimated by AWS.'] : []),
    ...(receipt === null ? ['Read from files; nothing was asked of AWS.'] : []),
    ...reasons,
  ];
}
