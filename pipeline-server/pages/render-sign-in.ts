import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';

/** The page on which people sign in at their identity provider, or a key is presented. */
export function renderSignIn(page: {
  readonly base: string;
  /** Path to go on to. */
  readonly next: string;
  readonly problem: string | null;
  /** Name of the identity provider; null when there is none. */
  readonly provider: string | null;
}): string {
  const { base, next, problem, provider } = page;
  const focus = provider === null && html` autofocus`;
  const body = html`<main class="sign-in"><h1>Sign in to xOps</h1>
${problem !== null && html`<p class="notice bad" role="alert">${problem}</p>`}
${provider !== null && renderProvider({ base, next, provider })}
<p class="muted">${provider === null ? 'With' : 'Or with'} your personal key, to decide on approvals, or with an API key that has the scope chat, to look. The server prints its own API key when it starts.</p>
<form method="post" action="${base}/signin"><input type="hidden" name="next" value="${next}">
<label>Key<input name="key" type="password" required${focus} autocomplete="current-password" maxlength="512"></label>
<button${provider === null && html` class="main"`}>Sign in with the key</button></form></main>`;
  return renderPage({ title: 'Sign in', body });
}

/** A link: what a form is sent to may not lead to another site. */
function renderProvider(way: {
  readonly base: string;
  readonly next: string;
  readonly provider: string;
}): Html {
  const address = `${way.base}/signin/oidc?${new URLSearchParams({ next: way.next })}`;
  return html`<p class="provider"><a class="button" href="${address}">Sign in with ${way.provider}</a></p>`;
}

/** The page between the identity provider and ours. */
export function renderSignedIn(page: {
  readonly base: string;
  readonly next: string;
  readonly name: string | null;
}): string {
  const goesOnTo = page.base + page.next;
  const body = html`<main class="sign-in"><h1>Signed in</h1>
<p class="muted">You are ${page.name ?? 'known'}.</p>
<p class="provider"><a class="button" href="${goesOnTo}">Go on</a></p></main>`;
  return renderPage({ title: 'Signed in', body, goesOnTo });
}

/** What a browser sees at the server's address. */
export function renderStatus({ base }: { readonly base: string }): string {
  const body = html`<header><h1>xOps</h1></header><main><p>The server answers.</p>
<p><a href="${base}/dashboard">To the dashboard</a></p></main>`;
  return renderPage({ title: 'Status', body });
}

/** A page that says why there is no other. */
export function renderProblem(page: {
  readonly problem: string;
  readonly way: { readonly address: string; readonly words: string };
}): string {
  const { problem, way } = page;
  const body = html`<header><h1>xOps</h1></header><main><p class="notice bad" role="alert">${problem}</p>
<p><a href="${way.address}">${way.words}</a></p></main>`;
  return renderPage({ title: 'Not shown', body });
}
