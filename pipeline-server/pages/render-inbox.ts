import { costWords, reachWords, statusWords } from '../contracts/approval-words.ts';
import type { ApprovalRequest, Person } from '../contracts/approvals.ts';
import { formatTime } from '../flows/xops/present-facts.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { Place } from './place.ts';
import { personLine, renderTopBar } from './top-bar.ts';

/** What the inbox is drawn from. */
export interface InboxPage {
  readonly place: Place;
  readonly person: Person;
  /** Whether it is proved who looks, so that something can be decided. */
  readonly canDecide: boolean;
  /** What the person could decide now. */
  readonly waiting: readonly ApprovalRequest[];
  /** The newest, waiting ones included. */
  readonly recent: readonly ApprovalRequest[];
}

/** The page of all requests: what waits for whoever looks, and what became of the others. */
export function renderInbox(page: InboxPage): string {
  const { place } = page;
  const body = html`${renderTopBar(place, 'Approvals')}
<main>${personLine(page)}
<div data-whole data-live="${place.base}/ws/approvals" data-panels="${place.base}/approvals/panels">
${renderInboxPanels(page)}</div></main>`;
  return renderPage({ title: 'Approvals', body, live: true });
}

/** The lists alone, for a page that is open already. */
export function renderInboxPanels({ place, waiting, recent }: InboxPage): Html {
  return html`<section class="panel gap" id="panel-waiting"><h2>Waiting for you</h2>
${waiting.length === 0 ? html`<p class="muted">Nothing waits for your decision.</p>` : renderRequests(waiting, place)}</section>
<section class="panel gap" id="panel-recent"><h2>All requests, newest first</h2>
${recent.length === 0 ? html`<p class="muted">Nothing was asked for yet.</p>` : renderRequests(recent, place)}</section>`;
}

function renderRequests(requests: readonly ApprovalRequest[], { base }: Place): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Requests"><table>
<thead><tr><th scope="col">Status</th><th scope="col">What</th><th scope="col">Risk</th><th scope="col">Monthly bill</th><th scope="col">Touches</th><th scope="col">Asked by</th><th scope="col">Expires</th></tr></thead>
<tbody>${requests.map((request) => renderRow(request, base))}</tbody></table></div>`;
}

function renderRow(request: ApprovalRequest, base: string): Html {
  const { id, status, plan, requester, expiresAt } = request;
  return html`<tr><td class="short"><span class="state ${status}">${statusWords(status)}</span></td>
<td class="long"><a href="${base}/approvals/${id}">${plan.title}</a></td>
<td><span class="risk-${plan.risk}">${plan.risk}</span></td>
<td class="short">${costWords(plan.monthlyCostChange)}</td>
<td class="long">${reachWords(plan.blastRadius)}</td>
<td class="short">${requester.name ?? requester.id}</td>
<td class="short">${formatTime(expiresAt)}</td></tr>`;
}
