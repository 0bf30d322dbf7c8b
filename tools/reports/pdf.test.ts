import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { describe, expect, it } from 'vitest';
import type { ReportContent } from '../../pipeline-server/contracts/reports.ts';
import {
  drawTitle,
  POISON,
  reportOf,
  resultOf,
  sectionOf,
} from '../../pipeline-server/test/fake-report.ts';
import { writePdf } from './pdf.ts';
import { fitWidths } from './pdf-table.ts';

const CHART = { kind: 'bar', title: 'Saving', unit: 'USD', labels: [], series: [] } as const;

function bytesOf(changes: Partial<ReportContent> = {}) {
  return writePdf(reportOf([resultOf(2)], changes), drawTitle);
}

/** The text of each page. */
async function pagesOf(bytes: Uint8Array): Promise<readonly string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)));
  return text;
}

describe('PDF', () => {
  it('has real text: title, origin, findings, page numbers', async () => {
    const [first = '', ...others] = await pagesOf(await bytesOf());
    for (const words of [
      'Idle EC2 instances',
      'Question: Show me idle EC2',
      'AWS source: sample organisation',
      'Created: 2026-11-23 04:00 UTC by tester',
      'Found much.',
      'i-0',
      `1 of ${others.length + 1}`,
    ]) {
      expect(first).toContain(words);
    }
  });

  it('ends with coverage and the hashes of the evidence and of the data', async () => {
    const report = reportOf([resultOf(2)]);
    const last = (await pagesOf(await writePdf(report, drawTitle))).at(-1) ?? '';
    expect(last).toContain('13 of 14 accounts');
    expect(last).toContain('ab'.repeat(32));
    expect(last).toContain(report.dataHash);
  });

  it('repeats the titles of a table on every page, and loses no row', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => [`resource-${index}`, 'team']);
    const pages = await pagesOf(await bytesOf({ sections: [sectionOf(rows)] }));
    const withRows = pages.filter((page) => page.includes('resource-'));
    expect(withRows.length).toBeGreaterThan(2);
    for (const page of withRows) expect(page).toMatch(/Resource\s+Owner/);
    const found = pages.join('\n').match(/resource-\d+/g);
    expect(new Set(found).size).toBe(120);
  });

  it('draws charts as vectors with their text', async () => {
    const pages = await pagesOf(await bytesOf({ sections: [sectionOf([], { chart: CHART })] }));
    expect(pages[0]).toContain('Saving (USD)');
  });

  it('gives the same bytes for the same report, and says when it was made', async () => {
    const [first, second] = [await bytesOf(), await bytesOf()];
    expect(Buffer.compare(first, second)).toBe(0);
    const { info } = await getMeta(await getDocumentProxy(new Uint8Array(first)));
    expect(info).toMatchObject({ Title: 'Idle EC2 instances', CreationDate: 'D:20261123040000Z' });
  });

  it('shows hostile text as text, and holds nothing that runs or leads away', async () => {
    const rows = Object.values(POISON).map((text) => [text, text]);
    const bytes = await bytesOf({
      title: POISON.script,
      question: POISON.order,
      sections: [sectionOf(rows, { heading: POISON.formula, chart: { ...CHART, title: 'x' } })],
    });
    const text = (await pagesOf(bytes)).join('\n');
    expect(text).toContain(POISON.script);
    expect(text).toContain(POISON.formula);
    expect(text).toContain('safeexe.txt');
    const raw = Buffer.from(bytes).toString('latin1');
    expect(raw).not.toMatch(/\/(?:JavaScript|JS|Launch|URI|OpenAction|AA|EmbeddedFile)\b/);
  });

  it('shows a box for what its font lacks, and says so', async () => {
    const pages = await pagesOf(await bytesOf({ sections: [sectionOf([['中文 → ✓', 'é']])] }));
    expect(pages[0]).toContain('□□ → ✓');
    expect(pages.at(-1)).toContain('Characters that this font lacks');
    expect((await pagesOf(await bytesOf())).at(-1)).not.toContain('lacks');
  });

  it('breaks a text that is wider than the page', async () => {
    const long = 'x'.repeat(4000);
    const pages = await pagesOf(await bytesOf({ sections: [sectionOf([[long, long]])] }));
    expect(pages.join('').match(/x/g)?.length).toBeGreaterThanOrEqual(8000);
  });
});

describe('fitWidths', () => {
  it.each([
    [[10, 20], 100, [10, 20]],
    [[10, 200, 300], 110, [10, 50, 50]],
    [[100, 100], 50, [25, 25]],
    [[], 50, []],
  ])('%j within %i is %j', (natural, room, expected) => {
    expect(fitWidths(natural, room)).toEqual(expected);
  });
});
