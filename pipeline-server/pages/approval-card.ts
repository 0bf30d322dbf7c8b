import { changedWorld, costWords, reachWords, statusWords } from '../contracts/approval-words.ts';
import type { ApprovalDetails } from '../contracts/approvals.ts';
import { formatTime } from '../flows/xops/present-facts.ts';
import { FRAME_SCRIPT } from './frame-script.ts';
import { html, lines, trusted } from './html.ts';
import { APPROVAL_STYLE, PANEL_STYLE } from './style.ts';

/** A request as a card in a chat: how it stands, and the way to its page. It decides nothing: a frame can be copied. */
export function renderApprovalCard(
  { request, decisions, outcomes }: ApprovalDetails,
  place: { readonly url: string; readonly awsSource: string },
): string {
  const { plan, status, routing, hashes, expiresAt } = request;
  const given = decisions.filter(({ verdict }) => verdict === 'approve').length;
  const last = decisions.at(-1);
  const words = { approve: 'approved', reject: 'rejected', 'request-changes': 'asked for changes' };
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Approval</title><style>${trusted(`${PANEL_STYLE}${APPROVAL_STYLE}body{background:transparent;padding:2px}.top{display:flex;justify-content:space-between;gap:12px}`)}</style></head>
<body><section class="panel"><p class="top"><span class="state ${status}">${statusWords(status)}</span><span class="muted">${changedWorld(plan, place.awsSource)}</span></p>
<h2>${plan.title}</h2>
<dl class="facts"><dt>Risk</dt><dd><span class="risk-${plan.risk}">${plan.risk}</span></dd>
<dt>Monthly bill</dt><dd>${costWords(plan.monthlyCostChange)}</dd>
<dt>Touches</dt><dd>${reachWords(plan.blastRadius)}</dd>
<dt>Approvers</dt><dd>${given} of ${routing.quorum}</dd>
<dt>Plan</dt><dd><code>${hashes.artifact.slice(7, 19)}</code></dd>
${status === 'PENDING' && html`<dt>Expires</dt><dd>${formatTime(expiresAt)}</dd>`}
${status === 'EXPIRED' && html`<dt>Expired</dt><dd>${formatTime(expiresAt)}. Nothing was done; ask again for a new request.</dd>`}
${last !== undefined && html`<dt>Last word</dt><dd>${last.approver.name ?? last.approver.id} ${words[last.verdict]}${last.comment !== null && html`: ${last.comment}`}</dd>`}
${outcomes.map(({ action, status: outcome, detail }) => html`<dt>${action}</dt><dd class="said"><span class="outcome-${outcome}">${outcome}</span>: ${lines(detail)}</dd>`)}
</dl><p><a href="${place.url}" target="_blank" rel="noopener noreferrer">Open the plan</a></p></section><script>${trusted(FRAME_SCRIPT)}</script></body></html>
`.text;
}
