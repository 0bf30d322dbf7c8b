import { html } from './html.ts';
import { renderPage } from './layout.ts';

/** The page on which an API key is presented. */
export function renderSignIn(page: {
  readonly base: string;
  /** Path to go on to. */
  readonly next: string;
  readonly problem: string | null;
}): string {
  const { base, next, problem } = page;
  const body = html`<main class="sign-in"><h1>Sign in to xOps</h1>
<p class="muted">With your personal key, to decide on approvals, or with an API key that has the scope chat, to look. The server prints its own API key when it starts.</p>
${problem !== null && html`<p class="notice bad" role="alert">${problem}</p>`}
<form method="post" action="${base}/signin"><input type="hidden" name="next" value="${next}">
<label>Key<input name="key" type="password" required autofocus autocomplete="current-password" maxlength="512"></label>
<button class="main">Sign in</button></form></main>`;
  return renderPage({ title: 'Sign in', body });
}

/** What a browser sees at the server's address. */
export function renderStatus({ base }: { readonly base: string }): string {
  const body = html`<header><h1>xOps</h1></header><main><p>The server answers.</p>
<p><a href="${base}/dashboard">To the dashboard</a></p></main>`;
  return renderPage({ title: 'Status', body });
}

/** A page that says why there is no other. */
export function renderProblem(page: { readonly base: string; readonly problem: string }): string {
  const body = html`<header><h1>xOps</h1></header><main><p class="notice bad" role="alert">${page.problem}</p>
<p><a href="${page.base}/dashboard">To the dashboard</a></p></main>`;
  return renderPage({ title: 'Not shown', body });
}
