import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { NO_PARAMETERS, type Parameters } from '../../pipeline-server/contracts/parameters.ts';
import { spelledKey, withTagKey } from './tag-key.ts';
import { fakeReaders, requestFor } from './test/fake-readers.ts';

const KEYS = ['CostCentre', 'Environment', 'Team'];

function readersWith(keys: readonly string[]) {
  const spans: object[] = [];
  const { costSettings } = fakeReaders();
  const tagKeys = async (span: object) => {
    spans.push(span);
    return keys;
  };
  return { spans, readers: fakeReaders({ costSettings: { ...costSettings, tagKeys } }) };
}

const HISTORY = { groupings: ['service', 'tag', 'tag_unit'] } as const;

function asked(parameters: Partial<Parameters>) {
  return requestFor('cost.history', parameters);
}

describe('withTagKey', () => {
  it('takes the spelling of the bill, looked up over the last year', async () => {
    const { readers, spans } = readersWith(KEYS);
    const request = asked({ groupBy: 'tag_unit', tagKey: 'cost-centre' });
    expect(await withTagKey(readers, HISTORY, request)).toMatchObject({
      groupBy: 'tag_unit',
      tagKey: 'CostCentre',
    });
    expect(spans).toEqual([{ start: '2025-11-01', end: '2026-11-23' }]);
  });

  it('refuses a key that the bill does not know, and names those that it knows', async () => {
    const request = asked({ groupBy: 'tag', tagKey: 'Project' });
    await expect(withTagKey(readersWith(KEYS).readers, HISTORY, request)).rejects.toMatchObject({
      code: 'bad-parameter',
      message: expect.stringContaining('It knows CostCentre, Environment, Team.'),
    });
    await expect(withTagKey(readersWith([]).readers, HISTORY, request)).rejects.toThrow(
      'It knows none.',
    );
  });

  it('asks nothing where no tag is named, and leaves the key where nothing is grouped by tags', async () => {
    expect(await withTagKey(fakeReaders(), HISTORY, asked({ groupBy: 'team' }))).toMatchObject({
      groupBy: 'team',
      tagKey: null,
    });
    const request = asked({ groupBy: 'tag', tagKey: 'Team' });
    expect(await withTagKey(fakeReaders(), { groupings: ['account'] }, request)).toEqual({
      ...NO_PARAMETERS,
      groupBy: 'tag',
    });
  });
});

describe('spelledKey', () => {
  it('prefers the exact spelling, and refuses to choose between two others', () => {
    expect(spelledKey('team', ['Team', 'team'])).toBe('team');
    expect(() => spelledKey('TEAM', ['Team', 'team'])).toThrow('Several tags are spelled like');
  });

  it('answers with one of the keys or refuses within bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 80 }), (wanted, keys) => {
        try {
          expect(keys).toContain(spelledKey(wanted, keys));
        } catch (error) {
          if (!(error instanceof AnalysisError)) throw error;
          expect(error.message.length).toBeLessThan(3_000);
        }
      }),
    );
  });
});
