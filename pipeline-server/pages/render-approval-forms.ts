import { type Html, html } from './html.ts';
import type { ApprovalPage } from './render-approval.ts';

/** What whoever looks can do about a request; nothing where that is nothing. */
export function renderForms(page: ApprovalPage): Html | false {
  const { abilities, details, place } = page;
  const path = `${place.base}/approvals/${details.request.id}`;
  const hash = details.request.hashes.artifact;
  const forms = [
    abilities.decide && decisionForm(path, hash),
    abilities.execute && button(path, 'execute', 'Execute it now'),
    abilities.cancel && commentForm(path, 'cancel', 'Take the request back'),
    abilities.revoke && commentForm(path, 'revoke', 'Take the approval back'),
    abilities.rollBack && commentForm(path, 'roll-back', 'Undo what was done'),
    abilities.settle && settleForm(path),
  ].filter((form) => form !== false);
  if (forms.length === 0) return false;
  return html`<section class="panel gap" id="panel-forms"><h2>Your part</h2>${forms}</section>`;
}

/** The hash goes with the form: what is decided on is what was shown, whatever has happened meanwhile. */
function decisionForm(path: string, hash: string): Html {
  return html`<form class="decide" method="post" action="${path}/decision">
<input type="hidden" name="seenHash" value="${hash}">
<p>You decide on exactly this plan: <code>${hash.slice(7, 19)}</code>.</p>
<button class="main" name="verdict" value="approve">Approve</button></form>
<details><summary>Reject it, or ask for changes</summary><form class="decide" method="post" action="${path}/decision">
<input type="hidden" name="seenHash" value="${hash}">
${textField('comment', 'What the requester should know')}
${textField('what', 'What should be done instead')}
${textField('why', 'Why: the rule or fact that was missed')}
<p class="muted">The last two are reviewed and then shape later answers. Write no secrets.</p>
<p><button class="bad" name="verdict" value="reject">Reject</button> <button name="verdict" value="request-changes">Ask for changes</button></p></form></details>`;
}

function textField(name: string, label: string): Html {
  return html`<label>${label}<textarea name="${name}" rows="2" required minlength="3" maxlength="1000"></textarea></label>`;
}

function commentForm(path: string, action: string, label: string): Html {
  return html`<details><summary>${label}</summary><form class="decide" method="post" action="${path}/${action}">
${textField('comment', 'Why')}<button>${label}</button></form></details>`;
}

function button(path: string, action: string, label: string): Html {
  return html`<form class="decide" method="post" action="${path}/${action}"><button class="main">${label}</button></form>`;
}

function settleForm(path: string): Html {
  return html`<form class="decide" method="post" action="${path}/settle">
<p>Who executed it was lost. Look at AWS, and say what you see: nothing is tried again.</p>
${textField('comment', 'What you have seen')}
<p><button name="outcome" value="SUCCEEDED">It was done</button> <button name="outcome" value="FAILED">It was not done</button></p></form>`;
}
