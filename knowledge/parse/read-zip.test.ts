import { describe, expect, it } from 'vitest';
import { openZip, readZip, ZIP_LIMITS, type ZipEntry, type ZipLimits } from './read-zip.ts';
import { zipOf } from './test/zip-of.ts';

async function unpack(archive: Buffer, limits: Partial<ZipLimits> = {}): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const all = { ...ZIP_LIMITS, ...limits };
  for await (const entry of readZip(await openZip(archive), all)) entries.push(entry);
  return entries;
}

describe('an archive', () => {
  it('gives its files, and leaves folders and links out', async () => {
    const archive = zipOf(
      { 'a/': '', 'a/b.md': 'text', link: '/etc/passwd' },
      {
        link: { mode: 0o120_777 },
      },
    );
    const entries = await unpack(archive);
    expect(entries).toMatchObject([{ path: 'a/b.md', bytes: Buffer.from('text') }]);
  });

  it('says of a file that is too large that it is, and goes on', async () => {
    const archive = zipOf({ 'a.md': 'x'.repeat(100), 'b.md': 'y' });
    expect(await unpack(archive, { bytes: 50 })).toMatchObject([
      { path: 'a.md', problem: expect.stringContaining('more than 0.0 MB') },
      { path: 'b.md' },
    ]);
  });

  it.each([
    ['leads out of itself', zipOf({ '../../etc/x.md': 'x' }), {}],
    ['has an absolute name', zipOf({ '/etc/x.md': 'x' }), {}],
    ['holds more than it says', zipOf({ 'a.md': 'x'.repeat(1000) }, { 'a.md': { size: 10 } }), {}],
    ['is cut off', zipOf({ 'a.md': 'x' }).subarray(0, 40), {}],
    ['has too many entries', zipOf({ a: '', b: '', c: '' }), { entries: 2 }],
    ['is too large unpacked', zipOf({ a: 'x'.repeat(60), b: 'y'.repeat(60) }), { total: 100 }],
  ])('is refused as a whole when it %s', async (_, archive, limits) => {
    await expect(unpack(archive, limits)).rejects.toMatchObject({ name: 'DocumentError' });
  });
});
