import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { withTexts } from '../../pipeline-server/contracts/chart-texts.ts';
import type { ReportSection } from '../../pipeline-server/contracts/reports.ts';
import type { DrawChart } from './chart-text.ts';
import { heading, type PdfPage, pdfBlocks } from './pdf-blocks.ts';
import { FONT_FILES, openPdfFont } from './pdf-font.ts';
import { minuteOf, originFacts, proofBlocks } from './proof-blocks.ts';
import type { Report } from './report.ts';

const FONT = 'DejaVu';
const INK = '#1f2937';
const QUIET = '#5b6675';
/** A4 in landscape, in points, without its margins. */
const MARGIN = 40;
const WIDTH = 841.89 - 2 * MARGIN;
const CHART_WIDTH = 460;

/**
 * Writes the report as PDF: real text, tables whose titles repeat on every page, charts as vectors, and on the last
 * pages coverage, receipts and the hash of every API answer and of the data. The same report gives the same bytes.
 */
export async function writePdf(report: Report, drawChart: DrawChart): Promise<Uint8Array> {
  pdfmake.setFonts({ [FONT]: FONT_FILES });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => Object.values(FONT_FILES).includes(file));
  return await pdfmake.createPdf(await definitionOf(report, drawChart)).getBuffer();
}

async function definitionOf(report: Report, drawChart: DrawChart): Promise<TDocumentDefinitions> {
  const page: PdfPage = { font: openPdfFont(), width: WIDTH };
  const title = page.font.printable(report.title);
  const content = await contentOf(report, page, drawChart);
  return {
    content,
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [MARGIN, 42, MARGIN, 44],
    defaultStyle: { font: FONT, fontSize: 8.5, color: INK, lineHeight: 1.15 },
    info: { title, creator: 'xOps', producer: 'xOps', ...timesOf(report) },
    displayTitle: true,
    language: 'en',
    header: (number) => (number === 1 ? '' : marginLine(title, '')),
    footer: (number, count) =>
      marginLine(`xOps report of ${minuteOf(report)}`, `${number} of ${count}`),
  };
}

function timesOf({ createdAt }: Report) {
  return { creationDate: createdAt, modDate: createdAt };
}

function marginLine(left: string, right: string): Content {
  return {
    columns: [{ text: left }, { text: right, alignment: 'right' }],
    margin: [MARGIN, 18, MARGIN, 0],
    fontSize: 7.5,
    color: QUIET,
  };
}

async function contentOf(report: Report, page: PdfPage, drawChart: DrawChart): Promise<Content[]> {
  const sections: Content[] = [];
  for (const section of report.sections)
    sections.push(...(await pdfSection(section, page, drawChart)));
  return [...titleOf(report, page), ...sections, ...proofOf(report, page)];
}

function titleOf(report: Report, { font }: PdfPage): Content[] {
  const lines = originFacts(report).map(([label, text]): Content => {
    return { text: font.printable(`${label}: ${text}`), color: QUIET };
  });
  const title = font.printable(report.title);
  return [
    { text: title, bold: true, fontSize: 18, color: '#1f4e79', margin: [0, 0, 0, 4] },
    { stack: lines, margin: [0, 0, 0, 8] },
  ];
}

async function pdfSection(
  { heading: title, blocks, chart }: ReportSection,
  page: PdfPage,
  drawChart: DrawChart,
): Promise<Content[]> {
  const head = title === null ? [] : [heading(title, page.font)];
  if (chart === null) return [...head, ...pdfBlocks(blocks, page)];
  const svg = await drawChart(withTexts(chart, (text) => page.font.printable(text)));
  const caption = page.font.printable(`${chart.title} (${chart.unit})`);
  const drawing: Content = {
    unbreakable: true,
    stack: [
      { text: caption, bold: true, margin: [0, 4, 0, 2] },
      { svg: inPrint(svg), width: CHART_WIDTH, font: FONT },
    ],
    margin: [0, 0, 0, 8],
  };
  return [...head, ...pdfBlocks(blocks, page), drawing];
}

/** Paper has one ground, so what `currentColor` stands for is known. */
function inPrint(svg: string): string {
  return svg.replace('<svg', `<svg color="${INK}"`);
}

function proofOf(report: Report, page: PdfPage): Content[] {
  const { font } = page;
  const content = pdfBlocks(proofBlocks(report), page);
  const note = font.lacked()
    ? [{ text: 'Characters that this font lacks are shown as □; JSON, XLSX and CSV have them.' }]
    : [];
  const title = heading('Coverage, receipts and evidence', font);
  return [{ stack: [title], pageBreak: 'before' }, ...content, ...note];
}
