import type { Chart } from '../../pipeline-server/contracts/results.ts';
import type { ToolAnswer } from '../../pipeline-server/contracts/tool.ts';
import type { WritableValue, Writing } from './ports.ts';

/** What a page shows. */
export interface DrawnAnswer {
  readonly answer: ToolAnswer;
  readonly charts: readonly Chart[];
  readonly writing: Writing;
}

const MOST_CHARTS = 2;

/** The ground comes with the page, since a sandboxed frame follows the system's scheme and not Open WebUI's. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1f2937; --ground: #ffffff; --line: #d1d5db; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e7eb; --ground: #171717; --line: #404040; } }
body { margin: 0; background: transparent; font: 14px/1.45 system-ui, sans-serif; }
main { padding: 12px 16px; border-radius: 12px; color: var(--ink); background: var(--ground); }
p { margin: 0 0 8px; white-space: pre-line; }
dl { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 0 0 12px; }
dd { margin: 0; font-size: 18px; font-weight: 600; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 4px 8px; text-align: left; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 0 0 12px; }
figcaption { font-weight: 600; }
svg { display: block; width: 100%; height: auto; }
footer { margin-top: 8px; font-size: 12px; }
`;

/** Open WebUI sizes the frame by this message (0.12, `FullHeightIframe.svelte`). */
const SCRIPT = `
const tell = () => parent.postMessage({ type: 'iframe:height', height: document.documentElement.offsetHeight }, '*');
addEventListener('load', tell); addEventListener('resize', tell);
`;

/** Draws an answer for people, as a page for Open WebUI's frame. Its policy forbids every load from anywhere. */
export async function drawAnswer({ answer, charts, writing }: DrawnAnswer): Promise<string> {
  const shown = charts.slice(0, MOST_CHARTS);
  const drawings = await Promise.all(shown.map((chart) => drawing(chart, writing)));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>xOps</title><style>${STYLE}</style></head>
<body><main><p>${writing.escapeHtml(answer.summary)}</p>
${figures(answer, writing)}${drawings.join('\n')}
${table(answer, writing)}
<footer>${foot(answer).map(writing.escapeHtml).join('<br>')}</footer></main><script>${SCRIPT}</script></body></html>
`;
}

async function drawing(chart: Chart, writing: Writing): Promise<string> {
  const caption = writing.escapeHtml(`${chart.title} (${chart.unit})`);
  return `<figure><figcaption>${caption}</figcaption>${await writing.chart(chart)}</figure>`;
}

function figures({ figures: list }: ToolAnswer, writing: Writing): string {
  if (list.length === 0) return '';
  const items = list.map(({ label, value, unit }) => {
    const kind = unit === '%' ? 'percent' : unit === '' ? 'number' : 'money';
    const text = writing.value({ value, kind, currency: unit });
    return `<div><dt>${writing.escapeHtml(label)}</dt><dd>${writing.escapeHtml(text)}</dd></div>`;
  });
  return `<dl>${items.join('')}</dl>`;
}

function table({ columns, rows }: ToolAnswer, writing: Writing): string {
  if (rows.length === 0) return '';
  const write = (value: WritableValue) => writing.escapeHtml(writing.value(value));
  const shown = columns.filter(
    ({ field }) => field !== 'currency' && rows.some((row) => row[field] !== undefined),
  );
  const head = shown.map(({ title, kind }) => cell('th', writing.escapeHtml(title), kind));
  const body = rows.map((row) => {
    const currency = String(row['currency'] ?? 'USD');
    const cells = shown.map(({ field, kind }) =>
      cell('td', write({ value: row[field], kind: kindOf(kind), currency }), kind),
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

const KINDS = ['text', 'money', 'number', 'percent', 'date', 'severity'] as const;

function kindOf(kind: string): (typeof KINDS)[number] {
  return KINDS.find((known) => known === kind) ?? 'text';
}

function cell(tag: 'th' | 'td', html: string, kind: string): string {
  const numeric = kind === 'money' || kind === 'number' || kind === 'percent';
  return `<${tag}${numeric ? ' class="number"' : ''}>${html}</${tag}>`;
}

function foot({ rows, total, coverage, source, notes }: ToolAnswer): readonly string[] {
  const shown = rows.length < total ? [`Rows 1–${rows.length} of ${total}.`] : [];
  const seen =
    coverage === undefined
      ? []
      : [
          `Coverage: ${coverage.accountsAnswered} of ${coverage.accountsAsked} accounts, ${coverage.regionsAnswered} of ${coverage.regionsAsked} Regions.`,
        ];
  const mark = source === 'live' ? [] : [`${source}: invented data, not your AWS.`];
  return [...shown, ...seen, ...mark, ...notes];
}
