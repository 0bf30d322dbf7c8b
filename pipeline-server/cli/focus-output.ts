import { writeFile } from 'node:fs/promises';
import type { FocusAnswer } from '../../tools/focus/ask-focus.ts';
import type { CheckedExport } from '../../tools/focus/check-export.ts';
import type { FocusProblem } from '../../tools/focus/check-focus.ts';
import type { CostExplorerFocus } from '../../tools/focus/cost-explorer-focus.ts';
import type { FocusTotal } from '../../tools/focus/focus-totals.ts';
import { focusCsv, tableCsv } from '../../tools/focus/write-csv.ts';
import { writeParquet } from '../../tools/focus/write-parquet.ts';
import { reasonOf } from '../errors.ts';
import type { Block } from '../flows/xops/document.ts';
import { lead, list, paragraph } from '../flows/xops/document.ts';
import { count, formatMoney, MISSING } from '../flows/xops/format-value.ts';
import { receiptFact, sourcesFact } from '../flows/xops/present-facts.ts';
import { UsageError } from './command.ts';
import { renderTerminal } from './render-terminal.ts';
import type { Terminal } from './terminal.ts';

/** How and where to write. */
export interface FocusDestination {
  readonly format: 'csv' | 'parquet' | 'json' | null;
  /** Null is the standard output. */
  readonly output: string | null;
}

/** Writes rows of Cost Explorer; JSON says what they are and what they cost. */
export async function writeRows(
  focus: CostExplorerFocus,
  { format, output }: FocusDestination,
  terminal: Terminal,
): Promise<void> {
  if (format === 'parquet' && output !== null) {
    await intoFile(output, () => writeParquet(output, focus));
  } else if (format === 'csv') {
    await write(focusCsv(focus.rows), output, terminal);
  } else {
    await write([toJson(focus)], output, terminal);
  }
}

/** Writes the answer of a query. */
export async function writeAnswer(
  answer: FocusAnswer,
  { format, output }: FocusDestination,
  terminal: Terminal,
): Promise<void> {
  const header = answer.columns.map(({ name }) => name);
  if (format === 'csv') return await write([tableCsv(header, answer.rows)], output, terminal);
  if (format === 'json') return await write([toJson(answer)], output, terminal);
  terminal.out(renderTerminal(answerBlocks(answer), terminal));
}

function answerBlocks(answer: FocusAnswer): readonly Block[] {
  const { label, rows, truncated, receipt } = answer;
  return [
    rows.length === 0 ? paragraph('The query found nothing.') : answerTable(answer),
    ...list(truncated.map((what) => [`Cut: ${what}.`])),
    {
      kind: 'facts',
      facts: [
        { label: 'Data', text: [label] },
        ...(receipt === null ? [] : [receiptFact(receipt)]),
      ],
    },
  ];
}

function answerTable({ columns, rows }: FocusAnswer): Block {
  return {
    kind: 'table',
    columns: columns.map(({ name, type }) => ({
      title: name,
      align: /^(DECIMAL|DOUBLE|FLOAT|[A-Z]*INT)/.test(type) ? 'right' : 'left',
      essential: true,
    })),
    rows: rows.map((row) => row.map((cell) => (cell === null ? MISSING : String(cell)))),
  };
}

/** What a check found, and of what. */
export interface Checked extends Omit<CheckedExport, 'problems'> {
  readonly label: string;
  readonly problems: readonly CheckedProblem[];
}

/** A problem, and whether the source cannot help it. */
interface CheckedProblem extends FocusProblem {
  readonly expected: boolean;
}

/** Writes what a check found. */
export async function writeProblems(
  checked: Checked,
  { format, output }: FocusDestination,
  terminal: Terminal,
): Promise<void> {
  if (format === 'json') return await write([toJson(checked)], output, terminal);
  terminal.out(renderTerminal(problemBlocks(checked), terminal));
}

function problemBlocks({ label, problems, rows, truncated }: Checked): readonly Block[] {
  const looked = `${truncated ? 'only the first ' : ''}${count(rows, 'row')} looked at`;
  const found =
    problems.length === 0 ? 'nothing departs' : `${count(problems.length, 'departure')}`;
  const title = lead({ strong: found }, ` from FOCUS 1.2 (${label}; ${looked}).`);
  return problems.length === 0 ? [title] : [title, problemTable(problems)];
}

function problemTable(problems: readonly CheckedProblem[]): Block {
  const left = (title: string) => ({ title, align: 'left', essential: true }) as const;
  return {
    kind: 'table',
    columns: [
      left('Column'),
      left('Problem'),
      left('Level'),
      { title: 'Rows', align: 'right', essential: true },
      left('Example'),
      left('Expected'),
    ],
    rows: problems.map((problem) => [
      problem.column,
      problem.message,
      problem.severity,
      problem.rows === 0 ? MISSING : String(problem.rows),
      problem.example ?? MISSING,
      problem.expected ? 'yes' : 'no',
    ]),
  };
}

/** Writes what the rows come to, what they cost to read, and what they are not. */
export function writeSummary(focus: CostExplorerFocus, terminal: Terminal): void {
  const { label, months, rows, totals, reasons, receipt, estimated, truncated } = focus;
  const notes = [
    ...(estimated ? ['Part of the figures is still estimated by AWS.'] : []),
    ...truncated.map((what) => `Cut: ${what}.`),
    ...reasons,
  ];
  const blocks: readonly Block[] = [
    lead({ strong: `${count(rows.length, 'row')} for ${months.label}` }, `: ${label}.`),
    totalsTable(totals),
    ...list(notes.map((note) => [note])),
    { kind: 'facts', facts: [sourcesFact(receipt), receiptFact(receipt)] },
  ];
  terminal.out(renderTerminal(blocks, terminal));
}

function totalsTable(totals: readonly FocusTotal[]): Block {
  const right = (title: string) => ({ title, align: 'right', essential: true }) as const;
  return {
    kind: 'table',
    columns: [
      { title: 'Month', align: 'left', essential: true },
      right('Rows'),
      right('BilledCost'),
      right('EffectiveCost'),
      { title: 'Cost Explorer’s totals', align: 'left', essential: true },
    ],
    rows: totals.map((total) => [
      total.month,
      String(total.rows),
      money(total.billedCost, total.currency),
      money(total.effectiveCost, total.currency),
      total.agrees ? 'the same' : `differ: ${total.netUnblendedCost}, ${total.netAmortizedCost}`,
    ]),
  };
}

function money(amount: string, currency: string): string {
  return formatMoney({ amount: Number(amount), currency }, { currencyDecimals: 2 });
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function write(
  parts: Iterable<string>,
  output: string | null,
  terminal: Terminal,
): Promise<void> {
  if (output !== null) return await intoFile(output, () => writeFile(output, parts));
  for (const part of parts) terminal.out(part);
}

/** A file that cannot be written is the caller's to change. */
async function intoFile(file: string, writeTo: () => Promise<void>): Promise<void> {
  try {
    await writeTo();
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${reasonOf(error)}).`);
  }
}
