import { describe, expect, it } from 'vitest';
import type { BucketObject } from '../aws/bucket-reader.ts';
import { manifestKeys, newestDelivery, partitionsOf } from './choose-objects.ts';

function object(key: string, minute = 0): BucketObject {
  return { key, etag: '"e"', size: 1, modified: new Date(Date.UTC(2026, 10, 1, 0, minute)) };
}

const OCTOBER = { start: '2026-10-01', end: '2026-11-01', label: 'Oct 2026' };
const keysOf = (objects: readonly BucketObject[]) => objects.map(({ key }) => key);

describe('objects of an export', () => {
  it('are put into months, each with its newest manifest, whatever the case of the name', () => {
    const [october, ...others] = partitionsOf(
      [
        object('a/data/billing_period=2026-10/a-1.snappy.parquet'),
        object('a/metadata/billing_period=2026-10/new/a-Manifest.json', 5),
        object('a/metadata/billing_period=2026-10/a-Manifest.json', 2),
        object('a/data/BILLING_PERIOD=2026-09/a-1.parquet'),
        object('a/metadata/BILLING_PERIOD=2026-10/a-Metadata.json', 9),
        object('a/README.txt'),
      ],
      OCTOBER,
    );
    expect(others).toEqual([]);
    expect(october).toMatchObject({ root: 'a/', month: '2026-10', files: [{ size: 1 }] });
    expect(october?.manifest?.key).toBe('a/metadata/billing_period=2026-10/new/a-Manifest.json');
  });

  it('are all taken where they are laid out otherwise', () => {
    const partitions = partitionsOf([object('x.csv'), object('y/z.CSV.GZ')], OCTOBER);
    expect(partitions).toMatchObject([{ root: '', month: null, manifest: null }]);
    const [partition] = partitions;
    if (partition === undefined) throw new Error('no partition');
    expect(keysOf(newestDelivery(partition, null))).toEqual(['x.csv', 'y/z.CSV.GZ']);
  });

  it('are those of the newest delivery: by the manifest, or by the folder written last', () => {
    const files = [
      object('data/BILLING_PERIOD=2026-10/one/a.csv', 1),
      object('data/BILLING_PERIOD=2026-10/two/a.csv', 3),
      object('data/BILLING_PERIOD=2026-10/two/b.csv', 2),
    ];
    const partition = { root: '', month: '2026-10', files, manifest: null };
    expect(keysOf(newestDelivery(partition, null))).toEqual(keysOf(files.slice(1)));
    expect(newestDelivery(partition, [files[0]?.key ?? ''])).toEqual([files[0]]);
    expect(() => newestDelivery(partition, ['data/BILLING_PERIOD=2026-10/three/a.csv'])).toThrow(
      /2026-10 names a file that is not there/,
    );
  });
});

describe('a manifest', () => {
  it('names keys, each once, as URLs of the bucket or plainly', () => {
    const text = JSON.stringify({ dataFiles: ['s3://b/k/1.csv', 'k/1.csv', 'k/2.csv', 7] });
    expect(manifestKeys(text, 'b')).toEqual(['k/1.csv', 'k/2.csv']);
  });

  it.each(['', '[]', 'null', '{"dataFiles":"x"}', '{"dataFiles":[]}', '{"dataFiles":[1]}'])(
    'that names nothing is refused: %s',
    (text) => {
      expect(() => manifestKeys(text, 'b')).toThrow(/names no data files/);
    },
  );
});
