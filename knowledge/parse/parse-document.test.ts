import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitMarkdown } from '../chunk/split-markdown.ts';
import { DocumentError } from './document-error.ts';
import { openParser } from './parse-document.ts';
import { zipOf } from './test/zip-of.ts';

const parse = await openParser();

function read(path: string, content: string | Uint8Array) {
  return parse(path, Buffer.from(content));
}

async function pdfOf(pages: readonly string[]): Promise<Buffer> {
  const { default: pdfmake } = await import('pdfmake');
  pdfmake.setFonts({ Helvetica: { normal: 'Helvetica' } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => true);
  const content = pages.map((text, index) =>
    index === 0 ? { text } : { text, pageBreak: 'before' as const },
  );
  const made = pdfmake.createPdf({
    info: { title: 'Restart the gateway' },
    defaultStyle: { font: 'Helvetica' },
    content,
  });
  return await made.getBuffer();
}

const DOCUMENT_XML = `<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Restart the gateway</w:t></w:r></w:p>
<w:p><w:r><w:t>Drain it first.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Region</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>Sydney</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>`;
const STYLES_XML = `<?xml version="1.0" encoding="UTF-8"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`;
const docx = zipOf({
  '[Content_Types].xml':
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  '_rels/.rels':
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
  'word/document.xml': DOCUMENT_XML,
  'word/_rels/document.xml.rels':
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
  'word/styles.xml': STYLES_XML,
});

describe('a document that is read', () => {
  it('keeps the lines of Markdown, with spaces in the place of its front matter', async () => {
    const { text, front } = await read('a.MD', '\uFEFF---\r\nid: a\r\n---\r\n# T\r\n\r\n  x');
    expect(front).toBe('id: a');
    expect(text).toBe('   \n     \n   \n# T\n\n  x');
  });

  it('takes nothing of a plain text for Markdown', async () => {
    const parsed = await read('a.txt', '# not a heading\n\n    not code\n\n\nlast');
    expect(parsed.tree.children.map(({ type }) => type)).toEqual([
      'paragraph',
      'paragraph',
      'paragraph',
    ]);
  });

  it('is UTF-16 where it says so', async () => {
    const bytes = Buffer.from('\uFEFFGrüße', 'utf16le');
    expect(await read('a.txt', bytes)).toMatchObject({ text: 'Grüße' });
  });

  it('makes Markdown of HTML', async () => {
    const html =
      '<title>Restart</title><script>alert(1)</script><h2>Steps</h2><ol><li>Drain<pre><code class="language-bash">kubectl drain\n  --force</code></pre><li>Go</ol><table><tr><td>a<tr><td>b</table><img src="x" alt="y">';
    const { text, title } = await read('a.html', html);
    expect(title).toBe('Restart');
    expect(text).toContain('## Steps');
    expect(text).toContain('   ```bash\n   kubectl drain\n     --force\n   ```');
    expect(text).toMatch(/\| a \|\n\| - \|\n\| b \|/);
    expect(text).not.toMatch(/alert|<|y/);
  });

  it('has a section for each page of a PDF', async () => {
    const parsed = await read('a.pdf', await pdfOf(['# Drain it first.', 'Then restart it.']));
    expect(parsed.title).toBe('Restart the gateway');
    const pieces = splitMarkdown({ ...parsed, fileName: 'a' });
    expect(pieces.map(({ headings, text }) => [...headings, text])).toEqual([
      ['Restart the gateway', 'Page 1', '# Drain it first.'],
      ['Restart the gateway', 'Page 2', 'Then restart it.'],
    ]);
  });

  it('keeps headings and tables of a Word document', async () => {
    const { text } = await read('a.docx', docx);
    expect(text).toMatch(/^# Restart the gateway\n\nDrain it first\.\n\n\| Region/);
    expect(text).toContain('Sydney');
  });

  it('gives the lines of the file for the rows of a CSV file', async () => {
    const parsed = await read('a.csv', 'id,what\n\n1,"two\nlines | here"\n2,x\n');
    expect(parsed.text.split('\n')).toEqual([
      '| id | what |',
      '| --- | --- |',
      '| 1 | two lines \\| here |',
      '| 2 | x |',
    ]);
    expect([1, 2, 3, 4].map((line) => parsed.sourceLine?.(line))).toEqual([1, 1, 4, 5]);
  });
});

const bomb = zipOf({ 'word/document.xml': Buffer.alloc(250 * 2 ** 20) });

describe('a document that cannot be read', () => {
  it.each([
    ['a.exe', 'x', 'Only md, markdown'],
    ['constructor', 'x', 'Only md, markdown'],
    ['a.md', new Uint8Array([0x66, 0xff, 0xfe]), 'not encoded as UTF-8'],
    ['a.txt', 'a\0b', 'null bytes'],
    ['a.md', '---\nid: a\n---\n', 'no text'],
    ['a.txt', 'x'.repeat(2_000_001), '2000001 characters, more than 2000000'],
    ['a.md', '- x\n'.repeat(125_001), '500004 characters, more than 500000'],
    ['a.md', '# a\n'.repeat(100_000), '100001 lines, more than 20000'],
    ['a.md', `- x\n${'> '.repeat(200_000)}`, 'nested too deeply'],
    ['a.md', `${' '.repeat(400)}- x`, 'nested too deeply'],
    ['a.pdf', 'no PDF', 'no PDF'],
    ['a.pdf', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog', 'no PDF'],
    ['a.docx', 'no zip', 'no zip archive'],
    ['a.docx', zipOf({ 'word/other.xml': '<a/>' }), 'no Word document'],
    ['a.docx', bomb, 'more than 200.0 MB'],
    ['a.csv', 'only,a,header', 'no row below'],
    ['a.csv', 'a,b\n1,2,3\n', 'in line 2'],
    ['a.html', '<div>'.repeat(100_000), 'nested too deeply'],
  ])('says why: %s', async (path, content, reason) => {
    const failed: unknown = await read(path, content).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DocumentError);
    expect(failed).toMatchObject({ message: expect.stringContaining(reason) });
  });

  it('is never more than a document that cannot be read, whatever its bytes are', async () => {
    const endings = fc.constantFrom('md', 'txt', 'html', 'pdf', 'docx', 'csv', 'tsv');
    await fc.assert(
      fc.asyncProperty(endings, fc.uint8Array({ maxLength: 200 }), async (ending, bytes) => {
        const failed: unknown = await parse(`a.${ending}`, bytes).then(
          () => null,
          (error: unknown) => error,
        );
        if (failed !== null) expect(failed).toBeInstanceOf(DocumentError);
      }),
      { numRuns: 200 },
    );
  });
});
