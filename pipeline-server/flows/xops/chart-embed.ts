import type { Chart } from '../../contracts/results.ts';
import { escapeHtml, renderChart } from './chart.ts';

/** The card's ground comes with it, since a sandboxed frame follows the system's scheme and not Open WebUI's. */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; background: transparent; font: 14px/1.4 system-ui, sans-serif; }
figure { margin: 0; padding: 12px 16px; border-radius: 12px; color: #1f2937; background: #ffffff; }
figcaption { font-weight: 600; margin-bottom: 4px; }
svg { display: block; width: 100%; height: auto; }
@media (max-width: 520px) { figure { overflow-x: auto; } svg { min-width: 600px; } }
@media (prefers-color-scheme: dark) { figure { color: #e5e7eb; background: #171717; } }
`;

/** Open WebUI sizes the frame by this message (0.12, `FullHeightIframe.svelte`). */
const SCRIPT = `
const tell = () => parent.postMessage({ type: 'iframe:height', height: document.documentElement.offsetHeight }, '*');
addEventListener('load', tell); addEventListener('resize', tell);
`;

/** A page with one chart for Open WebUI's embed frame. Its policy forbids every load from anywhere. */
export async function embedChart(chart: Chart): Promise<string> {
  const svg = await renderChart(chart);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(chart.title)}</title><style>${STYLE}</style></head>
<body><figure><figcaption>${escapeHtml(`${chart.title} (${chart.unit})`)}</figcaption>
${svg}
</figure><script>${SCRIPT}</script></body></html>
`;
}
