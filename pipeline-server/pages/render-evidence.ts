import { changedWorld } from '../contracts/approval-words.ts';
import type { ApprovalRequest } from '../contracts/approvals.ts';
import type { PlanEvidence } from '../contracts/plan.ts';
import type { KeptEvidence } from '../contracts/reports.ts';
import { formatTime } from '../flows/xops/present-facts.ts';
import { html, lines } from './html.ts';
import { renderPage } from './layout.ts';
import type { Place } from './place.ts';
import { renderTopBar } from './top-bar.ts';

/** What the page of one answer that a plan rests on is drawn from. */
export interface EvidencePage {
  readonly place: Place;
  readonly approval: ApprovalRequest;
  readonly evidence: PlanEvidence;
  readonly kept: KeptEvidence;
}

/** A browser shows no more than this at a tolerable speed. */
const MOST_CHARACTERS = 500_000;

/** One answer as it was read, and whether it is still what its hash names. */
export function renderEvidencePage({ place, approval, evidence, kept }: EvidencePage): string {
  const text = indented(kept.json);
  const world = { ...place, awsSource: changedWorld(approval.plan, place.awsSource) };
  const isCut = text.length > MOST_CHARACTERS;
  const body = html`${renderTopBar(world, evidence.name)}
<main><section class="panel gap"><h2>What <a href="${place.base}/approvals/${approval.id}">${approval.plan.title}</a> rests on</h2>
<p class="muted">Read ${formatTime(evidence.at)}. <code>${evidence.id}</code></p>
${kept.intact ? html`<p>It is what was read then: its hash is the one that names it.</p>` : html`<p class="notice bad" role="alert">It was changed on the disk after it was read: it proves nothing.</p>`}
${isCut && html`<p class="notice">Only the beginning is shown; <code>xops evidence show ${evidence.id}</code> has the whole.</p>`}
<pre tabindex="0" aria-label="The answer as JSON">${lines(text.slice(0, MOST_CHARACTERS))}</pre></section></main>`;
  return renderPage({ title: evidence.name, body });
}

/** What was changed on the disk may be anything. */
function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
