import { describe, expect, it } from 'vitest';
import { hasTags, isProduction, spellingsOf, TEAM_KEYS, tagValue } from './tag-lookup.ts';

describe('tags', () => {
  it.each([
    [{ Environment: 'prod' }, { environment: 'prod' }, true],
    [{ env: 'PRODUCTION' }, { environment: 'prod' }, true],
    [{ 'Cost-Centre': '4711' }, { costcentre: '4711' }, true],
    [{ Environment: 'dev' }, { environment: 'prod' }, false],
    [{ Environment: 'prod' }, { environment: 'prod', team: 'data' }, false],
    [{}, { environment: 'prod' }, false],
    [{}, {}, true],
  ])('%j has %j: %s', (...[tags, wanted, expected]) => {
    expect(hasTags(tags, wanted)).toBe(expected);
  });

  it('takes the first key that has a value', () => {
    expect(tagValue({ Team: '', CostCentre: 'cc-1' }, TEAM_KEYS)).toBe('cc-1');
    expect(tagValue({}, TEAM_KEYS)).toBeNull();
  });

  it('knows production by its names', () => {
    expect(isProduction({ Stage: 'live' })).toBe(true);
    expect(isProduction({ Stage: 'live-test' })).toBe(false);
  });

  it('spells a value in the ways a bill may', () => {
    expect(spellingsOf('prod')).toEqual(expect.arrayContaining(['prod', 'PROD', 'Production']));
    expect(spellingsOf('data-Platform')).toEqual(
      expect.arrayContaining(['data-Platform', 'data-platform', 'DATA-PLATFORM']),
    );
  });
});
