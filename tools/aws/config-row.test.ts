import { describe, expect, it } from 'vitest';
import { contentHash } from '../../pipeline-server/contracts/canonical-json.ts';
import { flagAt, numberAt, objectsAt, parseConfigRow, textAt, textsAt } from './config-row.ts';

function row(document: unknown) {
  const parsed = parseConfigRow(JSON.stringify(document), 'sha256:e');
  if (parsed === null) throw new Error('no row');
  return parsed;
}

describe('Config rows', () => {
  it('walks arrays on a path and keeps their order', () => {
    const group = row({
      configuration: {
        ipPermissions: [{ ipv4Ranges: [{ cidrIp: '10.0.0.0/8' }, { cidrIp: '0.0.0.0/0' }] }, {}],
      },
    });
    expect(textsAt(group, 'configuration.ipPermissions.ipv4Ranges.cidrIp')).toEqual([
      '10.0.0.0/8',
      '0.0.0.0/0',
    ]);
    expect(objectsAt(group, 'configuration.ipPermissions')).toHaveLength(2);
  });

  it('reads numbers and flags however Config writes them, and null for nothing', () => {
    const volume = row({
      configuration: { size: 100.0, iops: '3000', encrypted: 'false', on: true },
    });
    expect(numberAt(volume, 'configuration.size')).toBe(100);
    expect(numberAt(volume, 'configuration.iops')).toBe(3000);
    expect(flagAt(volume, 'configuration.encrypted')).toBe(false);
    expect(flagAt(volume, 'configuration.on')).toBe(true);
    expect(numberAt(volume, 'configuration.none')).toBeNull();
    expect(textAt(volume, 'none.none')).toBeNull();
    expect(numberAt(row({ a: 'many' }), 'a')).toBeNull();
  });

  it('reads tags as list or object and leaves out what is no text', () => {
    const tag = { key: 'Team', value: 'data', tag: 'Team=data' };
    expect(row({ tags: [tag, { key: 'n', value: 1 }, 'x'] }).tags).toEqual({ Team: 'data' });
    expect(row({ tags: { Team: 'data' } }).tags).toEqual({ Team: 'data' });
    expect(row({ tags: null }).tags).toEqual({});
  });

  it.each(['', 'null', '[]', '{', '7'])('takes %j for no row', (text) => {
    expect(parseConfigRow(text, 'sha256:e')).toBeNull();
  });

  it('hashes equal content alike, whatever the order of its keys', () => {
    expect(contentHash({ a: 1, b: { c: 2, d: [3] } })).toBe(
      contentHash({ b: { d: [3], c: 2 }, a: 1 }),
    );
    expect(contentHash({ a: [1, 2] })).not.toBe(contentHash({ a: [2, 1] }));
  });
});
