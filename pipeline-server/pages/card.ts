import type { KnownPanel } from './board.ts';
import { FRAME_SCRIPT } from './frame-script.ts';
import { html, trusted } from './html.ts';
import { renderPanel } from './render-panel.ts';
import { PANEL_STYLE } from './style.ts';

const CARD_STYLE = `${PANEL_STYLE}
body{background:transparent;padding:2px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:12px}
.top{display:flex;justify-content:space-between;padding:2px 4px 8px}
.figures dd{font-size:17px}
`;

/** The panels as a card in a chat: figures and charts, and a link to the page for the rest. */
export function renderCard(card: {
  readonly panels: readonly KnownPanel[];
  readonly awsSource: string;
  readonly url: string;
}): string {
  const askFor = () =>
    html`<p><a href="${card.url}" target="_blank" rel="noopener noreferrer">Ask on the dashboard</a></p>`;
  const layout = { linkTo: () => null, tables: false, askFor };
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Dashboard</title><style>${trusted(CARD_STYLE)}</style></head>
<body><p class="top"><span class="muted">${card.awsSource}</span><a href="${card.url}" target="_blank" rel="noopener noreferrer">Open the dashboard</a></p>
<div class="grid">${card.panels.map((panel) => renderPanel(panel, layout))}</div><script>${trusted(FRAME_SCRIPT)}</script></body></html>
`.text;
}
