import { describe, expect, it } from 'vitest';
import { configReaders, configRow, requestFor } from '../test/fake-readers.ts';
import { resourceConfiguration, settingsOf } from './resource-configuration.ts';

const ID = 'inv.resource.config';

function analyse(matches: number, configuration: Readonly<Record<string, unknown>> | null) {
  const rows = Array.from({ length: matches }, (_, index) =>
    configRow({ resourceId: `i-${index}`, resourceType: 'AWS::EC2::Instance' }),
  );
  const readers = configReaders(rows);
  const item = async () =>
    configuration === null
      ? null
      : { captured: '2026-11-22T00:00:00Z', configuration, evidence: 'sha256:item' };
  const given = { ...readers, config: { ...readers.config, item } };
  return resourceConfiguration.analyse(given, requestFor(ID, { search: 'web' }));
}

describe(ID, () => {
  it('gives every setting a row of its own, with what it rests on', async () => {
    const { rows, summary } = await analyse(1, { state: { name: 'running' }, size: 8 });
    expect(rows.map(({ fields }) => fields)).toEqual([
      { setting: 'state.name', value: 'running' },
      { setting: 'size', value: 8 },
    ]);
    expect(rows[0]?.evidence).toContain('sha256:item');
    expect(summary.dataTime).toBe('2026-11-22T00:00:00Z');
  });

  it('shows a few of many matches and says so', async () => {
    const { rows, summary } = await analyse(9, { size: 8 });
    expect(rows).toHaveLength(5);
    expect(summary.notes).toEqual([expect.stringContaining('9 resources match; 5 of them')]);
  });

  it('has no rows for what Config no longer knows', async () => {
    expect((await analyse(1, null)).rows).toEqual([]);
  });

  it('asks for a term', async () => {
    const run = resourceConfiguration.analyse(configReaders([]), requestFor(ID));
    await expect(run).rejects.toMatchObject({ code: 'bad-parameter' });
  });
});

describe('settingsOf', () => {
  it('writes paths through objects and arrays, and leaves out what is not there', () => {
    expect(settingsOf({ a: [{ b: true }, null, 'x'], c: {}, d: 0, e: '' })).toEqual([
      ['a[0].b', 'true'],
      ['a[2]', 'x'],
      ['d', 0],
      ['e', ''],
    ]);
  });
});
