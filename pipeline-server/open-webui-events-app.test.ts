import { expect, it } from 'vitest';
import { eventPathOf } from './contracts/event-token.ts';
import { startTestApp, TEST_KEY } from './test/start-test-app.ts';

it('takes events at the address that belongs to a key, whatever they say, and at no other', async () => {
  const { app } = await startTestApp();
  const send = (url: string, payload = '{"event":"knowledge.deleted"}') =>
    app.inject({ method: 'POST', url, payload });
  const ours = eventPathOf(TEST_KEY);
  expect(ours).not.toContain(TEST_KEY);
  for (const payload of ['{"event":"knowledge.deleted"}', '', 'no JSON']) {
    expect((await send(ours, payload)).statusCode).toBe(204);
  }
  for (const url of [eventPathOf('another-key'), '/open-webui/events/x']) {
    const refused = await send(url);
    expect([refused.statusCode, refused.json().detail]).toEqual([401, expect.any(String)]);
  }
});
