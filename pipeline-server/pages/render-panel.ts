import { type Estimate, estimateText } from '../contracts/spending.ts';
import { formatMoney, formatNumber, formatValue } from '../flows/xops/format-value.ts';
import type { KnownPanel } from './board.ts';
import { type BoardFilter, queryOf } from './board-filter.ts';
import { type Html, html, trusted } from './html.ts';
import type { Panel, PanelCall } from './panels.ts';
import type { PanelFailure, PanelFigure, PanelPart, PanelView } from './read-panel.ts';
import { renderProof } from './render-proof.ts';
import { renderTable, tellingColumns } from './render-table.ts';

/** How links of a panel are written; null where there is nowhere to go. */
export type LinkTo = (call: PanelCall) => string | null;

/** How much of a panel is shown. */
export interface PanelLayout {
  readonly linkTo: LinkTo;
  readonly tables: boolean;
  /** How a panel is asked for that costs more than may be spent without asking. */
  readonly askFor: (panel: Panel) => Html;
}

/** Columns of a panel's table. */
const MOST_COLUMNS = 4;

/** Links to the whole table of an analysis, under the same filter. */
export function tableLinks(base: string, filter: BoardFilter): LinkTo {
  return ({ analyzer, groupBy }) =>
    `${base}/dashboard/tables/${analyzer}${queryOf(filter, { groupBy: groupBy ?? '' })}`;
}

/** A panel: figures, chart, first rows, what failed, and what it all rests on. */
export function renderPanel({ panel, view, offer }: KnownPanel, layout: PanelLayout): Html {
  const heading = html`<h2 id="${panel.id}-title">${panel.title}</h2>`;
  const price = offer !== null && renderOffer(offer, layout.askFor(panel));
  const content =
    view !== null
      ? renderView(view, layout)
      : offer === null &&
        html`<p class="wait">Being read from AWS. This panel fills itself in; without JavaScript the page asks again.</p>`;
  return html`<section class="panel" id="panel-${panel.id}" aria-labelledby="${panel.id}-title">${heading}${price}${content}</section>
`;
}

/** Nothing is paid that nobody agreed to: the price stands in the place of the answer, or above an old one. */
function renderOffer(price: Estimate, ask: Html): Html {
  return html`<div class="offer"><p><strong>Not asked:</strong> this costs AWS request fees. ${estimateText(price)}; what is cached costs nothing.</p>${ask}</div>`;
}

function renderView(view: PanelView, { linkTo, tables }: PanelLayout): Html {
  const { figures, parts, failures, coverage, receipts, readAt } = view;
  const withRows = parts.filter(({ result }) => tables && result.findings.length > 0);
  return html`${failures.map(renderFailure)}
${figures.length > 0 && html`<dl class="figures">${figures.map((figure) => renderFigure(figure, linkTo))}</dl>`}
<div class="parts">${parts.map(renderChartOf)}
${withRows.map((part) => renderRows(part, linkTo))}</div>
${coverage !== null && renderProof({ coverage, receipts, readAt })}`;
}

function renderFailure({ title, message }: PanelFailure): Html {
  return html`<p class="failure" role="note"><strong>Not answered: ${title}.</strong> ${message}</p>`;
}

function renderFigure(figure: PanelFigure, linkTo: LinkTo): Html {
  const link = linkTo(figure.call);
  const value = figureText(figure);
  return html`<div><dt>${figure.label}</dt><dd>${link === null ? value : html`<a href="${link}">${value}</a>`}</dd></div>`;
}

/** Large amounts without cents: the table behind the figure has them. */
function figureText({ value, kind, currency }: PanelFigure): Html {
  if (kind === 'money' && typeof value === 'number') {
    const [unit = '', ...amount] = formatMoney(
      { amount: value, currency },
      { currencyDecimals: 0 },
    ).split(' ');
    return html`<span class="unit">${unit}</span> ${amount.join(' ')}`;
  }
  return html`${formatValue({ value, kind, currency }, { currencyDecimals: 0 })}`;
}

function renderChartOf({ chart }: PanelPart): Html {
  if (chart === null) return html``;
  return html`<figure class="scroll" tabindex="0" aria-label="${chart.caption}"><figcaption>${chart.caption}</figcaption>${trusted(chart.svg)}</figure>`;
}

function renderRows({ call, result }: PanelPart, linkTo: LinkTo): Html {
  const columns = tellingColumns(result, MOST_COLUMNS);
  const { findings, title, total } = result;
  const link = linkTo(call);
  const all =
    link !== null &&
    html`<a href="${link}">All ${formatNumber(total)}<span class="muted"> · ${title.toLowerCase()}</span></a>`;
  return html`<div><h3>${title}</h3>${renderTable(result, { caption: title, columns, findings, currencyDecimals: 0, accountIds: false })}${all}</div>`;
}
