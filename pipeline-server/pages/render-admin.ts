import type { AuditFact } from '../contracts/audit.ts';
import type {
  AdminStatus,
  AuditStatus,
  BudgetStatus,
  PipelineStatus,
  RouteStatus,
  ServerStatus,
  ValveStatus,
} from '../contracts/server-status.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { Place } from './place.ts';
import { renderTopBar } from './top-bar.ts';

/** What the page of settings is drawn from. */
export interface AdminPage {
  readonly place: Place;
  readonly status: ServerStatus | AdminStatus;
  /** Why a change was refused. */
  readonly problem: string | null;
}

/** Pipelines, routes, budgets and the end of the audit log; valves are forms for an admin. */
export function renderAdmin({ place, status, problem }: AdminPage): string {
  const admin = 'audit' in status ? status : null;
  const body = html`${renderTopBar(place, 'Admin')}
<main>${problem !== null && html`<p class="notice bad" role="alert">${problem}</p>`}
${status.problems.map((text) => html`<p class="notice bad" role="alert">${text}</p>`)}
${admin === null && html`<p class="notice">You can look and not change. Valves, reasons, budgets and the audit log are shown to a key with the scope admin.</p>`}
<section class="panel gap"><h2>Pipelines</h2>${admin === null ? renderNames(status.pipelines) : admin.pipelines.map((pipeline) => renderPipeline(pipeline, place))}</section>
<section class="panel gap"><h2>Routes to models</h2>${renderRoutes(status.routes)}</section>
${
  admin !== null &&
  html`<section class="panel gap"><h2>Use of models today (UTC)</h2>${renderBudgets(admin.budgets)}</section>
<section class="panel gap"><h2>Audit log, newest first</h2>${renderAudit(admin.audit)}</section>`
}</main>
<footer>Read at ${status.at}. The same in the terminal: <code>xops status</code>, <code>xops budgets</code>, <code>xops audit export</code>.</footer>`;
  return renderPage({ title: 'Admin', body });
}

function renderNames(pipelines: ServerStatus['pipelines']): Html {
  const rows = pipelines.map(({ id, name, type, error }) => [
    html`${name}`,
    html`<code>${id}</code>`,
    html`${type}`,
    stateOf(error),
  ]);
  return renderRows({ caption: 'Pipelines', head: ['Name', 'Id', 'Type', 'State'], rows });
}

function stateOf(error: string | null): Html {
  return error === null
    ? html`<span class="state SUCCEEDED">in service</span>`
    : html`<span class="state FAILED">${error}</span>`;
}

function renderPipeline({ id, name, type, error, valves }: PipelineStatus, place: Place): Html {
  const action = `${place.base}/admin/valves/${encodeURIComponent(id)}`;
  return html`<details class="pipeline" id="pipeline-${id}"${error !== null && html` open`}><summary><strong>${name}</strong> <span class="muted">${type}</span> ${stateOf(error)}</summary>
${
  valves.length === 0
    ? html`<p class="muted">${error === null ? 'It has no valves.' : 'Its valves show once it loads.'}</p>`
    : html`<form method="post" action="${action}" class="valves">${valves.map(renderValve)}<button class="main">Save ${name}</button></form>`
}</details>`;
}

function renderValve(valve: ValveStatus): Html {
  const { key, title, description } = valve;
  const isNamedAlike = title.toLowerCase() === key.replaceAll('_', ' ');
  return html`<label><span class="title">${title}${!isNamedAlike && html` <code>${key}</code>`}</span>${renderInput(valve)}
${description !== null && html`<span>${description}</span>`}</label>`;
}

const LOOKS_SECRET = /key|token|secret|password/i;
const MASK = /^\*{8}$/;

function renderInput({ key, type, choices, value }: ValveStatus): Html {
  if (choices.length > 0) {
    return html`<select name="${key}">${choices.map(
      (choice) =>
        html`<option value="${choice}"${choice === value && html` selected`}>${choice}</option>`,
    )}</select>`;
  }
  if (MASK.test(value ?? '') || (type === 'string' && LOOKS_SECRET.test(key))) {
    const hint = value === null ? 'not set' : 'set; type to change it';
    return html`<input name="${key}" type="password" autocomplete="off" placeholder="${hint}">`;
  }
  const numeric = type === 'integer' || type === 'number';
  return html`<input name="${key}" value="${value ?? ''}"${numeric && html` inputmode="decimal"`}>`;
}

const ROUTE_STATES: Readonly<Record<RouteStatus['state'], Html>> = {
  answers: html`<span class="state SUCCEEDED">answers</span>`,
  silent: html`<span class="state FAILED">silent</span>`,
  'not-asked': html`<span class="muted">not asked</span>`,
};

function renderRoutes(routes: readonly RouteStatus[]): Html {
  if (routes.length === 0)
    return html`<p class="muted">No route is configured: answers are written without a model.</p>`;
  const rows = routes.map(({ id, provider, place, maximumClass, state, detail }) => [
    html`${id}`,
    html`${provider}`,
    html`${place}`,
    html`${maximumClass}`,
    html`${ROUTE_STATES[state]} ${detail !== '' && html`<span class="muted">${detail}</span>`}`,
  ]);
  const head = ['Route', 'Provider', 'Place', 'Data up to', 'Health'];
  return renderRows({ caption: 'Routes to models', head, rows });
}

function renderBudgets(budgets: readonly BudgetStatus[]): Html {
  if (budgets.length === 0)
    return html`<p class="muted">Nothing was counted today. Limits are set by models.budgets and the filter budget.</p>`;
  const rows = budgets.map(({ kind, name, tokens, usd, limitTokens, limitUsd }) => [
    html`${kind}`,
    html`${name}`,
    html`${tokens.toLocaleString('en')}`,
    html`${limitTokens?.toLocaleString('en') ?? '–'}`,
    html`${usd.toFixed(2)}`,
    html`${limitUsd?.toFixed(2) ?? '–'}`,
  ]);
  const head = ['Whose', 'Name', 'Tokens', 'of', 'USD', 'of'];
  return renderRows({ caption: 'Use of models', head, rows });
}

function renderAudit(records: readonly AuditStatus[]): Html {
  if (records.length === 0) return html`<p class="muted">Nothing was decided yet.</p>`;
  const rows = records.map(({ sequence, at, kind, facts }) => [
    html`${sequence}`,
    html`${at.slice(0, 19).replace('T', ' ')}`,
    html`${kind}`,
    html`${Object.entries(facts).map(([name, value]) => html`<span class="fact"><span class="muted">${name}</span> ${inShort(value)}</span> `)}`,
  ]);
  return renderRows({ caption: 'Audit log', head: ['Number', 'At (UTC)', 'What', 'Facts'], rows });
}

const MOST_SHOWN = 48;

/** Hashes and lists are long; the whole is in the export. */
function inShort(fact: AuditFact): string {
  const text = typeof fact === 'string' ? fact : JSON.stringify(fact);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** The last column takes the room that is left. */
function renderRows(table: {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Html[])[];
}): Html {
  const last = table.head.length - 1;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${table.caption}"><table>
<thead><tr>${table.head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${table.rows.map((cells) => html`<tr>${cells.map((cell, index) => html`<td class="${index === last ? 'long wide' : 'short'}">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
