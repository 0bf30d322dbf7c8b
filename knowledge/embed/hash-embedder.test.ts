import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashEmbedder } from './hash-embedder.ts';

const embedder = createHashEmbedder();
const { signal } = new AbortController();

async function vectorOf(text: string): Promise<Float32Array> {
  const [vector = new Float32Array()] = await embedder.embed([text], signal);
  return vector;
}

async function cosine(a: string, b: string): Promise<number> {
  const [one, other] = [await vectorOf(a), await vectorOf(b)];
  return one.reduce((sum, number, at) => sum + number * (other[at] ?? 0), 0);
}

describe('vectors of hashed words', () => {
  it('have length one, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const vector = await vectorOf(text);
        expect(vector).toHaveLength(1024);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      }),
    );
  });

  it('are the same on every machine and in every release: collections hold them', async () => {
    const vector = await vectorOf('Rotate the access key of an IAM user');
    const largest = [...vector.entries()].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
    expect(largest.slice(0, 3).map(([at, number]) => [at, Number(number.toFixed(4))])).toEqual([
      [112, 0.3517],
      [261, 0.3517],
      [496, 0.3517],
    ]);
  });

  it('come in the order of the texts', async () => {
    const texts = Array.from({ length: 200 }, (_, at) => `bucket ${at} `.repeat(50));
    const vectors = await embedder.embed(texts, signal);
    for (const at of [0, 63, 64, 199]) expect(vectors[at]).toEqual(await vectorOf(texts[at] ?? ''));
  });

  it('are near for texts that share words or parts of words, and far for others', async () => {
    expect(await cosine('Rotate access keys', 'rotating an access key')).toBeGreaterThan(0.3);
    expect(await cosine('encrypt the volume', 'encrpyt the volumes')).toBeGreaterThan(0.15);
    expect(await cosine('ListBuckets is denied', 'list of buckets')).toBeGreaterThan(0.25);
    expect(await cosine('Rotate access keys', 'NAT gateway data costs')).toBeLessThan(0.1);
  });

  it('stop when nobody waits any more', async () => {
    await expect(embedder.embed(['a'], AbortSignal.abort())).rejects.toThrow(/abort/);
  });
});
