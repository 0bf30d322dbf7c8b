import { SAVING_LIMITS } from '../approvals/read-savings.ts';
import type { SavingEntry, SavingState } from '../approvals/savings.ts';
import type { Person } from '../contracts/approvals.ts';
import type { Money } from '../contracts/findings.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import type { Place } from './place.ts';
import { renderTopBar } from './top-bar.ts';

/** What the page of savings is drawn from. */
export interface SavingsPage {
  readonly place: Place;
  readonly person: Person;
  /** Before and after a change, that are compared. */
  readonly days: number;
  readonly entries: readonly SavingEntry[];
}

const WORDS: Readonly<Record<SavingState, string>> = {
  seen: 'seen in the bill',
  'not-seen': 'not seen in the bill',
  'too-early': 'too early to say',
  undone: 'rolled back',
  'not-measurable': 'cannot be measured',
  'not-asked': 'not looked up',
};

/** What executed changes were to save, and where somebody asked, what the bill shows of it. */
export function renderSavings({ place, days, entries }: SavingsPage): string {
  const body = html`${renderTopBar(place, 'Savings')}
<main><section class="panel gap"><h2>Executed changes that were to save something</h2>
${
  entries.length === 0
    ? html`<p class="muted">No executed change was to save anything. What is approved and executed shows here.</p>`
    : html`${renderTotals(entries)}${renderEntries(entries, place)}${renderAsking(entries, place)}`
}
<p class="muted">${SAVING_LIMITS} Compared are ${days} days before and after, once these are over and two more.</p></section></main>`;
  return renderPage({ title: 'Savings', body });
}

function renderTotals(entries: readonly SavingEntry[]): Html {
  const kept = entries.filter(({ state }) => state !== 'undone');
  const seen = entries.filter(({ state }) => state === 'seen');
  const figures = [
    ['Approved and executed, a month', totals(kept.map(({ expected }) => expected))],
    ['Of that seen in the bill, a month', totals(seen.map(({ expected }) => expected))],
  ] as const;
  return html`<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function renderEntries(entries: readonly SavingEntry[], { base }: Place): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Savings"><table>
<thead><tr><th scope="col">What</th><th scope="col">Executed</th><th scope="col">Approved by</th><th scope="col">Was to save, a month</th><th scope="col">Bill fell, a month</th><th scope="col">Bill</th></tr></thead>
<tbody>${entries.map(
    (entry) =>
      html`<tr><td class="long"><a href="${base}/approvals/${entry.approvalId}">${entry.title}</a></td>
<td class="short">${entry.executedAt.slice(0, 10)}</td><td class="short">${entry.approvers.join(', ')}</td>
<td class="right">${amount(entry.expected)}</td><td class="right">${entry.measured === null ? '–' : amount(entry.measured)}</td>
<td class="short"><span class="state ${entry.state}">${WORDS[entry.state]}</span></td></tr>`,
  )}</tbody></table></div>`;
}

/** A button, for it costs money. */
function renderAsking(entries: readonly SavingEntry[], { base }: Place): Html | false {
  const open = entries.filter(({ state }) => state === 'not-asked').length;
  if (open === 0) return false;
  const changes = open === 1 ? 'one change' : `${open} changes`;
  return html`<form method="post" action="${base}/approvals/savings"><button>Look ${changes} up in the bill</button>
<p class="muted">Cost Explorer takes USD 0.01 for each request, one or more for a change, and nothing for what was asked in the last hours.</p></form>`;
}

/** One sum for each currency, for none can be added to another. */
function totals(parts: readonly Money[]): string {
  const sums = new Map<string, number>();
  for (const part of parts) sums.set(part.currency, (sums.get(part.currency) ?? 0) + part.amount);
  const texts = [...sums].map(([currency, sum]) => amount({ currency, amount: sum }));
  return texts.length === 0 ? 'nothing' : texts.join(' and ');
}

function amount({ amount: value, currency }: Money): string {
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `${currency} ${text}`;
}
