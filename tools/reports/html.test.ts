import { describe, expect, it } from 'vitest';
import type { ReportContent } from '../../pipeline-server/contracts/reports.ts';
import {
  drawTitle,
  POISON,
  reportOf,
  resultOf,
  sectionOf,
} from '../../pipeline-server/test/fake-report.ts';
import { writeHtml } from './html.ts';
import { escapeHtml } from './html-blocks.ts';

async function htmlOf(changes: Partial<ReportContent> = {}): Promise<string> {
  const bytes = await writeHtml(reportOf([resultOf(2)], changes), drawTitle);
  return new TextDecoder().decode(bytes);
}

/** Names of all elements and attributes that a browser would see. */
function tagsOf(html: string): ReadonlySet<string> {
  const body = html.replace(/<style>[\s\S]*?<\/style>/, '<style>');
  return new Set([...body.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name = '']) => name));
}

describe('HTML', () => {
  it('stands alone: no script, nothing to load, a policy that forbids both', async () => {
    const html = await htmlOf();
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline';`);
    expect(html).not.toMatch(/<script|\ssrc=|<link|@import|url\(|\son\w+=/i);
  });

  it('has sections, tables with column titles, coverage and hashes', async () => {
    const html = await htmlOf();
    expect(html).toContain('<h1>Idle EC2 instances</h1>');
    expect(html).toContain('<h2>What was found</h2>');
    expect(html).toContain('<th scope="col" class="left">Resource</th>');
    expect(html).toContain('<strong>much</strong>');
    expect(html).toContain('ab'.repeat(32));
    expect(html).toMatch(/<code>sha256:[0-9a-f]{64}<\/code>/);
  });

  it('shows hostile text as text wherever it stands', async () => {
    const everything = Object.values(POISON).join(' ');
    const rows = [[everything, everything]];
    const plain = await htmlOf({ sections: [sectionOf([['a', 'b']])] });
    const html = await htmlOf({
      title: everything,
      question: everything,
      understoodAs: everything,
      sections: [
        sectionOf(rows, { heading: everything }),
        {
          heading: everything,
          chart: null,
          blocks: [
            { kind: 'code', language: everything, text: everything },
            { kind: 'list', ordered: false, items: [[everything, { code: everything }]] },
            { kind: 'facts', facts: [{ label: everything, text: [{ strong: everything }] }] },
          ],
        },
      ],
      proof: [{ kind: 'paragraph', text: [everything] }],
    });
    const added = [...tagsOf(html)].filter((tag) => !tagsOf(plain).has(tag));
    expect(added.toSorted()).toEqual(['li', 'pre', 'ul']);
    expect(html).not.toContain('\u202E');
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
  });

  it('draws a chart with its caption', async () => {
    const chart = { kind: 'bar', title: 'A & B', unit: 'USD', labels: [], series: [] } as const;
    const html = await htmlOf({ sections: [sectionOf([], { chart })] });
    expect(html).toContain('<figcaption>A &#38; B (USD)</figcaption>\n<svg');
  });
});

describe('escapeHtml', () => {
  it('leaves no character that ends a text or an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe(
      '&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;',
    );
  });
});
