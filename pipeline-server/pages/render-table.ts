import { currencyOf, namesAccount, valueOf } from '../contracts/finding-values.ts';
import type { Column, Finding } from '../contracts/findings.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import { formatValue, isNumeric } from '../flows/xops/format-value.ts';
import { type Html, html } from './html.ts';

/** How a result's rows become a table. */
export interface TableLayout {
  /** Says what the table is, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly findings: readonly Finding[];
  readonly currencyDecimals: number;
  /** Whether an account's id stands beside its name. */
  readonly accountIds: boolean;
  /** A header's content and sort state, where it is more than its title. */
  readonly header?: (column: Column) => { readonly content: Html; readonly sort: string | null };
}

/** Text up to this length stays on one line. */
const SHORT = 26;

/** A table with header cells; it scrolls by itself where the screen is narrow. */
export function renderTable(result: AnalysisResult, layout: TableLayout): Html {
  const { caption, columns, findings } = layout;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${columns.map((column) => headerCell(column, layout))}</tr></thead>
<tbody>${findings.map((finding) => html`<tr>${columns.map((column) => cell(column, { finding, result, layout }))}</tr>`)}</tbody>
</table></div>`;
}

/** The columns that say something in these rows, at most `most`. */
export function tellingColumns(
  { columns, findings }: AnalysisResult,
  most: number,
): readonly Column[] {
  const filled = columns.filter((column) =>
    findings.some((finding) => valueOf(finding, column) !== null),
  );
  return filled.slice(0, most);
}

function headerCell(column: Column, { header }: TableLayout): Html {
  const right = isNumeric(column.kind) && html` class="right"`;
  if (header === undefined) return html`<th scope="col"${right}>${column.title}</th>`;
  const { content, sort } = header(column);
  return html`<th scope="col"${right}${sort !== null && html` aria-sort="${sort}"`}>${content}</th>`;
}

interface CellSource {
  readonly finding: Finding;
  readonly result: AnalysisResult;
  readonly layout: TableLayout;
}

function cell(column: Column, { finding, result, layout }: CellSource): Html {
  const value = valueOf(finding, column);
  const currency = currencyOf(finding, result);
  const text = formatValue({ value, kind: column.kind, currency }, layout);
  if (isNumeric(column.kind)) return html`<td class="right">${text}</td>`;
  if (column.kind === 'severity') return html`<td><span class="${text}">${text}</span></td>`;
  const id = namesAccount(column) && finding.accountId !== value ? finding.accountId : null;
  const width = text.length <= SHORT ? 'short' : 'long';
  return html`<td class="${width}">${text}${layout.accountIds && id !== null && html` <span class="muted">${id}</span>`}</td>`;
}
