import { expect, it } from 'vitest';
import { openInspector } from './open-inspector.ts';

const EMAIL = 'mary.jones@bigbank.com.au';
const TOLD = `Attackers stole the records of ${EMAIL} from our portal last night`;

it('masks values in sentences that are sensitive as a whole', async () => {
  const { detector, mask } = openInspector({});
  const [finding] = (await detector()).inspect(TOLD).findings;
  expect(finding).toMatchObject({ kind: 'incident', end: TOLD.length });
  expect(await mask(TOLD, [])).toBe(TOLD.replace(EMAIL, '[email removed]'));
  expect(await mask(TOLD, [`Who is ${EMAIL}?`])).toBe(TOLD);
});
