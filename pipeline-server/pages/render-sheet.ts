import type { Column } from '../contracts/findings.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import { plainText } from '../flows/xops/document.ts';
import { formatNumber, isNumeric } from '../flows/xops/format-value.ts';
import { writeSentence } from '../flows/xops/write-sentence.ts';
import { type BoardFilter, queryOf } from './board-filter.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { Place } from './place.ts';
import { renderProof } from './render-proof.ts';
import { renderTable, tellingColumns } from './render-table.ts';
import { PAGE_ROWS, rowsOf, type TableQuery } from './table-query.ts';

/** What the table of one analysis is drawn from. */
export interface SheetPage {
  readonly place: Place;
  readonly filter: BoardFilter;
  readonly query: TableQuery;
  readonly result: AnalysisResult;
  /** ISO 8601. */
  readonly readAt: string;
}

const STYLE = { currencyDecimals: 2 };
const MOST_COLUMNS = 14;
const FORMATS = ['csv', 'json', 'pdf'] as const;

/** All rows of an analysis, fifty on a page, with files to take away. */
export function renderSheet(page: SheetPage): string {
  const { place, filter, result, readAt } = page;
  const { title, sentence, notes, coverage, receipt } = result;
  const body = html`<a class="skip" href="#rows">To the rows</a>
<header><p class="crumbs"><a href="${place.base}/dashboard${queryOf(filter)}">Dashboard</a> <span class="muted">/</span></p><h1>${title}</h1><span class="badge">${place.awsSource}</span>${renderFilterBadge(page)}</header>
<main><p class="lead">${plainText(writeSentence(sentence, STYLE))}.</p>
${notes.map((note) => html`<p class="muted">${plainText(writeSentence(note, STYLE))}</p>`)}
<div class="tools"><span>${countLine(page)}</span>${renderPaging(page)}<span>Download ${renderExports(page)}</span></div>
<div class="sheet" id="rows" tabindex="-1">${renderRows(page)}
${renderProof({ coverage, receipts: [receipt], readAt })}</div></main><footer></footer>`;
  return renderPage({ title, body });
}

function renderRows({ result, query, ...page }: SheetPage): Html {
  const findings = rowsOf(result, query);
  if (findings.length === 0) return html`<p class="muted">No rows here.</p>`;
  return renderTable(result, {
    caption: result.title,
    columns: tellingColumns(result, MOST_COLUMNS),
    findings,
    ...STYLE,
    accountIds: true,
    header: (column) => sortHeader(column, { result, query, ...page }),
  });
}

/** The link turns the order of its own column around; figures begin with the greatest. */
function sortHeader(column: Column, page: SheetPage): { content: Html; sort: string | null } {
  const { sort, order } = page.query;
  const isSorted = sort === column.field;
  const first = isNumeric(column.kind) || column.kind === 'severity' ? 'descending' : 'ascending';
  const turned = order === 'ascending' ? 'descending' : 'ascending';
  const link = linkOf(page, { sort: column.field, order: isSorted ? turned : first, page: '1' });
  const arrow = isSorted ? (order === 'ascending' ? ' ↑' : ' ↓') : '';
  return {
    content: html`<a href="${link}">${column.title}${arrow}</a>`,
    sort: isSorted ? order : null,
  };
}

function countLine({ result, query }: SheetPage): string {
  const { findings, total } = result;
  if (findings.length === 0) return 'No rows';
  const first = (query.page - 1) * PAGE_ROWS + 1;
  const last = Math.min(query.page * PAGE_ROWS, findings.length);
  const shown = first > last ? 'no rows' : `${formatNumber(first)}–${formatNumber(last)}`;
  const more = total > findings.length ? ` (${formatNumber(total)} found)` : '';
  return `Rows ${shown} of ${formatNumber(findings.length)}${more}`;
}

function renderPaging(page: SheetPage): Html {
  const { page: number } = page.query;
  const last = Math.max(1, Math.ceil(page.result.findings.length / PAGE_ROWS));
  const to = (target: number) => linkOf(page, { page: String(target) });
  return html`<nav aria-label="Pages" class="tools">${number > 1 && html`<a rel="prev" href="${to(Math.min(number - 1, last))}">Previous</a>`}${number < last && html`<a rel="next" href="${to(number + 1)}">Next</a>`}</nav>`;
}

function renderExports(page: SheetPage): readonly Html[] {
  const { place, filter, query, result } = page;
  return FORMATS.map((format) => {
    const search = queryOf(filter, { groupBy: query.groupBy ?? '', format });
    return html`<a href="${place.base}/dashboard/export/${result.analyzer}${search}">${format.toUpperCase()}</a> `;
  });
}

function renderFilterBadge({ filter }: SheetPage): readonly Html[] {
  return Object.entries(filter)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<span class="badge">${name} ${value}</span>`);
}

function linkOf(
  { place, filter, query, result }: SheetPage,
  changes: Record<string, string>,
): string {
  const { groupBy, sort, order } = query;
  const current = { groupBy: groupBy ?? '', sort, order: sort === '' ? '' : order };
  const search = queryOf(filter, { ...current, ...changes });
  return `${place.base}/dashboard/tables/${result.analyzer}${search}`;
}
