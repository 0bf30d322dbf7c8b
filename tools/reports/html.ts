import { withTexts } from '../../pipeline-server/contracts/chart-texts.ts';
import type { ReportSection } from '../../pipeline-server/contracts/reports.ts';
import type { DrawChart } from './chart-text.ts';
import { escapeHtml, htmlBlocks } from './html-blocks.ts';
import { HTML_STYLE } from './html-style.ts';
import { lineText } from './neutral-text.ts';
import { minuteOf, originFacts, proofBlocks } from './proof-blocks.ts';
import type { Report } from './report.ts';

/** What the page may load and run: nothing; only its own style is let through. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Writes the report as one HTML page without scripts, which loads nothing: readable on screen, in the dark, in print. */
export async function writeHtml(report: Report, drawChart: DrawChart): Promise<Uint8Array> {
  const sections = await Promise.all(report.sections.map((each) => htmlSection(each, drawChart)));
  const title = escapeHtml(report.title);
  const facts = originFacts(report).map(([label, text]) => ({ label, text: [text] }));
  const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title><style>${HTML_STYLE}</style></head>
<body>
<header><h1>${title}</h1>
${htmlBlocks([{ kind: 'facts', facts }])}</header>
<main>
${sections.join('\n')}
<section><h2>Coverage, receipts and evidence</h2>
${htmlBlocks(proofBlocks(report))}</section>
</main>
<footer>xOps report of ${minuteOf(report)}</footer>
</body></html>
`;
  return new TextEncoder().encode(page);
}

async function htmlSection(section: ReportSection, drawChart: DrawChart): Promise<string> {
  const { heading, blocks, chart } = section;
  const title = heading === null ? '' : `<h2>${escapeHtml(heading)}</h2>\n`;
  const figure = chart === null ? '' : await htmlFigure(chart, drawChart);
  return `<section>${title}${htmlBlocks(blocks)}\n${figure}</section>`;
}

async function htmlFigure(
  chart: NonNullable<ReportSection['chart']>,
  drawChart: DrawChart,
): Promise<string> {
  const svg = await drawChart(withTexts(chart, lineText));
  const caption = escapeHtml(`${chart.title} (${chart.unit})`);
  return `<figure><figcaption>${caption}</figcaption>\n${svg}</figure>`;
}
