import type { Person } from '../contracts/approvals.ts';
import { type Html, html } from './html.ts';
import type { Place } from './place.ts';

/** The head of the pages about approvals. */
export function renderTopBar({ base, awsSource }: Place, title: string): Html {
  return html`<header><h1>${title}</h1><span class="badge">${awsSource}</span>
<div class="end"><span id="live" class="muted" role="status"></span><a href="${base}/approvals">Approvals</a><a href="${base}/approvals/savings">Savings</a><a href="${base}/dashboard">Dashboard</a><a href="${base}/admin">Admin</a>
<form method="post" action="${base}/signout"><button class="plain">Sign out</button></form></div></header>`;
}

/** Says as whom somebody looks, and what is missing for a decision. */
export function personLine({
  person,
  canDecide,
}: {
  readonly person: Person;
  readonly canDecide: boolean;
}): Html {
  if (canDecide) {
    const groups = person.groups.length === 0 ? 'no group' : person.groups.join(', ');
    const name = person.name === null ? person.id : `${person.name} (${person.id})`;
    return html`<p class="muted who">You are ${name}, in ${groups}.</p>`;
  }
  return html`<p class="notice">You are signed in with an API key, which names no person: you can look and not decide. Sign out and in as yourself: at your identity provider where the sign-in page names it, or with your personal key, which an admin makes with <code>xops keys create --person you@example.com</code>.</p>`;
}
