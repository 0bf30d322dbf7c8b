import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startXops, type XopsServer } from './harness/xops-server.ts';

/** What a document may take (`pipeline-server/document-cutter.ts`), and as much again for a busy machine. */
const MOST_MS = 40_000;
const LONGEST_SILENCE_MS = 1000;

let server: XopsServer;
beforeAll(async () => {
  server = await startXops();
});
afterAll(() => server.stop());

/** A page whose text takes as much room, unpacked, as is said. */
function pdfOf(bytes: number): Buffer {
  const shown = Buffer.alloc(bytes, '(aaaaaaaaaaaaaaaa) Tj\n');
  const content = deflateSync(
    Buffer.concat([Buffer.from('BT /F1 9 Tf '), shown, Buffer.from('ET')]),
  );
  return Buffer.concat([
    Buffer.from(`%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>
endobj
5 0 obj
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>
endobj
4 0 obj
<< /Length ${content.length} /Filter /FlateDecode >>
stream
`),
    content,
    Buffer.from('\nendstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF'),
  ]);
}

/** Milliseconds of the longest answer of the liveness route until something has ended. */
async function longestWhile(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const ended = work.finally(() => (isDone = true));
  let longest = 0;
  while (!isDone) {
    const started = performance.now();
    const response = await fetch(`${server.url}/healthz`);
    expect(response.status).toBe(200);
    longest = Math.max(longest, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await ended;
  return longest;
}

function upload(name: string, body: Buffer): Promise<Response> {
  return server.request('/loader/process', {
    method: 'PUT',
    headers: { 'x-filename': name, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(body),
  });
}

it.each([
  [
    'a page with unclosed marks',
    'a.html',
    Buffer.from('<b><i>'.repeat(300_000) + 'x'),
    /memory|within|characters/,
  ],
  [
    'a page that is nested deeply',
    'b.html',
    Buffer.from('<div>'.repeat(200_000)),
    /nested too deeply/,
  ],
  ['a PDF that unpacks to 300 MB', 'c.pdf', pdfOf(300_000_000), /memory|within|characters/],
  ['steps without any text', 'd.md', Buffer.from('# a\n'.repeat(19_000)), /no text/],
])(
  'refuses %s, and answers others meanwhile',
  async (...[, name, body, reason]) => {
    const started = performance.now();
    const uploading = upload(name, body);
    const longest = await longestWhile(uploading);
    const response = await uploading;
    expect(performance.now() - started).toBeLessThan(MOST_MS);
    expect([response.status, await response.json()]).toEqual([
      422,
      { detail: expect.stringMatching(reason) },
    ]);
    expect(longest).toBeLessThan(LONGEST_SILENCE_MS);
  },
  90_000,
);

it('takes the next document after all that', async () => {
  const response = await upload(
    'good.md',
    Buffer.from('# Rotate a key\n\n## Steps\n\nRotate it.\n'),
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toHaveLength(1);
});
