import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { askPlaces } from './ask-places.ts';

const account = (id: string) => ({
  id,
  name: `account ${id}`,
  email: null,
  status: 'ACTIVE',
  tags: {},
});
const PLACES = ['1', '2', '3'].map((id) => ({ account: account(id), region: 'ap-southeast-2' }));

describe('askPlaces', () => {
  it('keeps the answers and names the places that refused, with the reason', async () => {
    const { answers, gaps } = await askPlaces(PLACES, async ({ account: { id } }) => {
      if (id === '2') throw new AnalysisError('denied', 'AWS denied it.');
      if (id === '3') throw new AnalysisError('unavailable', 'Not opted in.');
      return id;
    });
    expect(answers).toEqual(['1']);
    expect(gaps).toEqual([
      {
        accountId: '2',
        accountName: 'account 2',
        region: null,
        reason: 'denied',
        detail: 'AWS denied it.',
      },
      expect.objectContaining({ accountId: '3', reason: 'failed' }),
    ]);
  });

  it('tells a refusal of all places of an account once, and of some of them each by its Region', async () => {
    const regions = ['ap-southeast-2', 'us-east-1', 'us-west-2'];
    const places = ['1', '2'].flatMap((id) =>
      regions.map((region) => ({ account: account(id), region })),
    );
    const { gaps } = await askPlaces(places, async ({ account: { id }, region }) => {
      if (id === '1') throw new AnalysisError('denied', 'No role.');
      if (region !== 'us-east-1') throw new AnalysisError('unavailable', 'Not opted in.');
    });
    expect(gaps.map(({ accountId, region }) => [accountId, region])).toEqual([
      ['1', null],
      ['2', 'ap-southeast-2'],
      ['2', 'us-west-2'],
    ]);
  });

  it('fails when every place refuses, when the run is cancelled, and on faults of its own', async () => {
    const refuse = (error: Error) => askPlaces(PLACES, () => Promise.reject(error));
    await expect(refuse(new AnalysisError('denied', 'No.'))).rejects.toMatchObject({
      code: 'denied',
    });
    await expect(refuse(new TypeError('fault'))).rejects.toBeInstanceOf(TypeError);
    const cancelled = askPlaces(PLACES, async ({ account: { id } }) => {
      if (id === '2') throw new AnalysisError('aborted', 'Cancelled.');
      return id;
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
  });

  it('answers nothing where there is nothing to ask', async () => {
    expect(await askPlaces([], async () => 1)).toEqual({ answers: [], gaps: [] });
  });
});
