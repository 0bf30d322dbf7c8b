import { createHash } from 'node:crypto';
import { type Html, html, trusted } from './html.ts';
import { LIVE_SCRIPT } from './script.ts';
import { PAGE_STYLE } from './style.ts';

/** A page without its frame. */
export interface PageContent {
  readonly title: string;
  readonly body: Html;
  /** Whether the page keeps itself current. */
  readonly live?: boolean;
  /** Seconds after which a browser without JavaScript asks again; for a page that is not complete yet. */
  readonly againIn?: number;
  /** Path that the browser goes on to by itself. */
  readonly goesOnTo?: string;
}

/**
 * Headers of every page: it runs and wears only what was written here (by hash), loads nothing, sends forms only here
 * and is framed by nobody. Its address may name accounts, so no other site is told it and no cache keeps it.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src ${hashOf(PAGE_STYLE)}`,
    `script-src ${hashOf(LIVE_SCRIPT)}`,
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A whole page. */
export function renderPage({ title, body, live = false, againIn, goesOnTo }: PageContent): string {
  const refresh =
    againIn !== undefined &&
    html`<noscript><meta http-equiv="refresh" content="${againIn}"></noscript>`;
  const onward =
    goesOnTo !== undefined && html`<meta http-equiv="refresh" content="0;url=${goesOnTo}">`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · xOps</title>${refresh}${onward}<style>${trusted(PAGE_STYLE)}</style></head>
<body>${body}${live && html`<script>${trusted(LIVE_SCRIPT)}</script>`}</body></html>
`.text;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
