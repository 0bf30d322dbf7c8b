import { changedWorld, costWords, reachWords, statusWords } from '../contracts/approval-words.ts';
import type {
  ActionOutcome,
  ApprovalDetails,
  ApprovalEvent,
  Decision,
  Person,
} from '../contracts/approvals.ts';
import type { Plan, PlannedAction } from '../contracts/plan.ts';
import { formatTime } from '../flows/xops/present-facts.ts';
import { type Html, html, lines } from './html.ts';
import { renderPage } from './layout.ts';
import type { Place } from './place.ts';
import { renderForms } from './render-approval-forms.ts';
import { personLine, renderTopBar } from './top-bar.ts';

/** What somebody may do about a request, as far as is known before they try. */
export interface ApprovalAbilities {
  readonly decide: boolean;
  readonly cancel: boolean;
  readonly revoke: boolean;
  readonly execute: boolean;
  readonly rollBack: boolean;
  readonly settle: boolean;
}

/** What the page of a request is drawn from. */
export interface ApprovalPage {
  readonly place: Place;
  readonly person: Person;
  readonly canDecide: boolean;
  readonly details: ApprovalDetails;
  readonly abilities: ApprovalAbilities;
}

/** The page on which a plan is looked at and decided on. */
export function renderApproval(page: ApprovalPage): string {
  const { place, details } = page;
  const path = `${place.base}/approvals/${details.request.id}`;
  const { plan } = details.request;
  const world = { ...place, awsSource: changedWorld(plan, place.awsSource) };
  const body = html`${renderTopBar(world, plan.title)}
<main>${personLine(page)}
<div data-whole data-live="${place.base}/ws/approvals" data-panels="${path}/panels">${renderApprovalPanels(page)}</div></main>`;
  return renderPage({ title: plan.title, body, live: true });
}

/** The parts of the page that change, for a page that is open already. */
export function renderApprovalPanels(page: ApprovalPage): Html {
  const { details } = page;
  const { request, decisions, outcomes, history } = details;
  return html`${renderSummary(details)}
${renderForms(page)}
${renderActions(request.plan, outcomes)}
${renderEvidence(request.plan, `${page.place.base}/approvals/${request.id}/evidence`)}
${renderDecisions(decisions)}
${renderHistory(history)}`;
}

function renderSummary({ request, decisions }: ApprovalDetails): Html {
  const { plan, status, requester, routing, expiresAt, createdAt, hashes, supersededBy } = request;
  const given = decisions.filter(({ verdict }) => verdict === 'approve').length;
  const groups =
    routing.groups.length === 0
      ? 'nobody: no group of the policy may'
      : routing.groups.join(' or ');
  const proof =
    requester.proof === 'unsigned' || requester.proof === 'api-key' ? ' (not proved)' : '';
  return html`<section class="panel gap" id="panel-summary"><h2><span class="state ${status}">${statusWords(status)}</span></h2>
<p>${plan.purpose}</p>
<dl class="facts">
${fact('Risk', html`<span class="risk-${plan.risk}">${plan.risk}</span>`)}
${fact('Monthly bill', costWords(plan.monthlyCostChange))}
${fact('Touches', reachWords(plan.blastRadius))}
${fact('Asked by', `${requester.name ?? requester.id}${proof}, ${formatTime(createdAt)}`)}
${fact('Approvers', `${given} of ${routing.quorum} needed, from ${groups}. ${routing.reason}`)}
${fact(status === 'EXPIRED' ? 'Expired' : 'Expires', formatTime(expiresAt))}
${fact('Can be undone', undoWords(plan))}
${fact('Tried before', triedWords(plan))}
${fact('Plan', html`<code>${hashes.artifact}</code>`)}
${supersededBy !== null && fact('Replaced by', html`<a href="${supersededBy}">${supersededBy}</a>`)}
</dl></section>`;
}

function fact(name: string, value: string | Html): Html {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

function undoWords({ actions }: Plan): string {
  const undoable = actions.filter(({ canRollBack }) => canRollBack).length;
  if (undoable === actions.length) return 'yes, all of it';
  return undoable === 0 ? 'no' : `${undoable} of ${actions.length} actions`;
}

function triedWords({ dryRun, actions }: Plan): string {
  if (dryRun === null) return 'no';
  return actions.every(({ kind }) => kind === 'command')
    ? 'no: a command has no trial run'
    : dryRunWords(dryRun);
}

function dryRunWords({ at, actions }: NonNullable<Plan['dryRun']>): string {
  const failed = actions.filter(({ passed }) => !passed);
  const words = failed.length === 0 ? 'yes, and all would work' : `${failed.length} would fail`;
  return `${words} (${formatTime(at)})`;
}

function renderActions({ actions, dryRun }: Plan, outcomes: readonly ActionOutcome[]): Html {
  const rows = actions.map((action) => {
    const outcome = outcomes.find((each) => each.action === action.id);
    const trial = dryRun?.actions.find((each) => each.action === action.id);
    return renderAction(action, outcome, trial?.detail ?? null);
  });
  return html`<section class="panel gap" id="panel-actions"><h2>What is done, in this order</h2><ol class="actions">${rows}</ol></section>`;
}

function renderAction(
  action: PlannedAction,
  outcome: ActionOutcome | undefined,
  trial: string | null,
): Html {
  const { description, executor, targets, rollback, arguments: args } = action;
  return html`<li><p><strong>${description}</strong> <span class="badge">${executor}</span></p>
${targets.map((target) => html`<p class="muted">${target.resourceId} in ${target.accountName ?? target.accountId ?? 'no account'}${target.accountName !== null && target.accountId !== null && ` (${target.accountId})`}, ${target.region ?? 'no Region'}${tagsOf(target.tags)}</p>`)}
<p class="muted">Undone by: ${rollback ?? 'nothing undoes it.'}</p>
${trial !== null && html`<p class="muted">Trial run: ${trial}</p>`}
${outcome !== undefined && html`<p class="said"><span class="outcome-${outcome.status}">${outcome.status}</span>${outcome.verified && ', verified'}: ${lines(outcome.detail)}</p>`}
<details><summary>Exact arguments</summary><pre>${lines(JSON.stringify(args, null, 2))}</pre></details></li>`;
}

function tagsOf(tags: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '' : `; tags ${pairs.join(', ')}`;
}

function renderEvidence({ evidence, recommendation }: Plan, path: string): Html {
  const rows = evidence.map(
    ({ id, name, at }) =>
      html`<tr><td class="long">${name}</td><td class="short">${formatTime(at)}</td><td class="long"><a href="${path}/${id.replace('sha256:', '')}"><code>${id}</code></a></td></tr>`,
  );
  const origin =
    recommendation === null
      ? 'No analysis recommended it.'
      : `It comes from the analysis ${recommendation.analyzer}.`;
  return html`<section class="panel gap" id="panel-evidence"><h2>What it rests on</h2><p class="muted">${origin} Each answer is kept by its hash.</p>
${rows.length === 0 ? html`<p class="muted">No evidence.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Evidence"><table><thead><tr><th scope="col">Answer of</th><th scope="col">Read</th><th scope="col">Hash</th></tr></thead><tbody>${rows}</tbody></table></div>`}</section>`;
}

const VERDICTS = {
  approve: 'approved',
  reject: 'rejected',
  'request-changes': 'asked for changes',
};

function renderDecisions(decisions: readonly Decision[]): Html | false {
  if (decisions.length === 0) return false;
  const rows = decisions.map(
    ({
      approver,
      verdict,
      at,
      channel,
      comment,
      correction,
    }) => html`<li><p><strong>${approver.name ?? approver.id}</strong> ${VERDICTS[verdict]} (${channel}, proved by ${approver.proof}), ${formatTime(at)}</p>
${comment !== null && html`<p>${comment}</p>`}
${correction !== null && html`<p class="muted">Instead: ${correction.what} Because: ${correction.why}</p>`}</li>`,
  );
  return html`<section class="panel gap" id="panel-decisions"><h2>Decisions</h2><ul class="plain">${rows}</ul></section>`;
}

function renderHistory(history: readonly ApprovalEvent[]): Html {
  const rows = history.map(
    ({ at, kind, actor, facts }) =>
      html`<tr><td class="short">${toTheSecond(at)}</td><td class="short">${kind}</td><td class="short">${actor}</td><td class="long">${factWords(facts)}</td></tr>`,
  );
  return html`<section class="panel gap" id="panel-history"><h2>History</h2><div class="scroll" tabindex="0" role="region" aria-label="History"><table>
<thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Facts</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** `2026-11-28 14:03:05 UTC`: the order of steps is read from it. */
function toTheSecond(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

const LONGEST_FACTS = 300;

function factWords(facts: ApprovalEvent['facts']): string {
  const words = Object.entries(facts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${valueWords(value)}`)
    .join('; ');
  return words.length <= LONGEST_FACTS ? words : `${words.slice(0, LONGEST_FACTS - 1)}…`;
}

/** Hashes by their first digits; the whole ones are in the audit log. */
function valueWords(value: ApprovalEvent['facts'][string] | undefined): string {
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/^sha256:([0-9a-f]{12})[0-9a-f]{52}$/, '$1…');
}
