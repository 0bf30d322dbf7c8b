import { describe, expect, it } from 'vitest';
import type { BucketObject } from '../aws/bucket-reader.ts';
import { createExportBucket } from './export-bucket.ts';
import { exportLocation } from './export-location.ts';

const signal = new AbortController().signal;
const modified = new Date('2026-11-02T00:00:00Z');
const object = (key: string): BucketObject => ({ key, etag: '"1"', size: 1, modified });

/** Exports below `s3://b/p/` with these keys; what is fetched is named by its key. */
function bucket(...keys: readonly string[]) {
  const reader = {
    list: async () => keys.map(object),
    download: () => Promise.reject(new Error('not asked for')),
    readText: async ({ key }: BucketObject) =>
      JSON.stringify({
        dataFiles: [key.replace('metadata', 'data').replace('Manifest.json', '1.csv')],
      }),
  };
  const cache = {
    fetch: async (objects: readonly BucketObject[]) => objects.map(({ key }) => key),
  };
  const exports = createExportBucket({ place: { bucket: 'b', prefix: 'p/' }, reader, cache });
  return async (wanted: string) => (await exports.fetch({ wanted, months: null, signal })).files;
}

const [DATA, MANIFEST] = [
  'p/e/data/BILLING_PERIOD=2026-10/e-1.csv',
  'p/e/metadata/BILLING_PERIOD=2026-10/e-Manifest.json',
];

describe('exports in a bucket', () => {
  it.each(['.', '', 'e', 'e/', './e', 'e/data', DATA.slice(2), 's3://b/p', 's3://b/p/e'])(
    'are named by %j',
    async (wanted) => {
      const stale = 'p/e/data/BILLING_PERIOD=2026-10/e-2.csv';
      expect(await bucket(DATA, stale, MANIFEST)(wanted)).toEqual([DATA]);
    },
  );

  it.each([
    ['../q', /outside s3:\/\/b\/p\//],
    ['e/../../q', /outside/],
    ['/e', /outside/],
    ['s3://b/q', /outside/],
    ['s3://b/pp', /outside/],
    ['s3://other/p', /outside/],
    ['S3://b/p/e', /outside/],
    ['e/*.csv', /Patterns/],
    ['ex', /No Parquet or CSV file/],
    ["e'; DROP TABLE focus", /No Parquet or CSV file/],
  ])('are not read for %j', async (wanted, words) => {
    await expect(bucket(DATA, MANIFEST)(wanted)).rejects.toThrow(words);
  });

  it('are never summed with another, nor with files beside them', async () => {
    const other = DATA.replaceAll('/e', '/f');
    await expect(bucket(DATA, other)('.')).rejects.toThrow(/counted twice: p\/e\/, p\/f\//);
    await expect(bucket(DATA, 'p/x.csv')('.')).rejects.toThrow(/counted twice/);
    expect(await bucket(DATA, other)('f')).toEqual([other]);
    await expect(bucket('p/x.csv', 'p/y.parquet')('.')).rejects.toThrow(/one format/);
  });
});

describe('a place in S3', () => {
  it.each([
    ['s3://my-bucket', { bucket: 'my-bucket', prefix: '' }],
    ['s3://my-bucket/', { bucket: 'my-bucket', prefix: '' }],
    ['s3://my.bucket//a/b/', { bucket: 'my.bucket', prefix: 'a/b/' }],
    ['s3://My_Bucket/a', null],
    ['s3://my-bucket/../a', null],
    ['s3://my-bucket/a*', null],
    ['s3:/my-bucket', null],
    ['S3://my-bucket', null],
    ['/exports', null],
  ])('is written %s', (text, place) => {
    expect(exportLocation(text)).toEqual(place);
  });
});
