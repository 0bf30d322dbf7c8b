import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { lastAnswer, launchBrowser, openChat, openPage, send } from './harness/browser.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

/** Counts up slowly, and writes down when it was told to stop. */
const SLOW_PIPE = `
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export default ({ definePipe, Type }) =>
  definePipe({
    id: 'slow_count',
    name: 'Slow count',
    description: 'Counts to a thousand, five numbers a second.',
    valves: Type.Object({ marker: Type.String({ default: '' }) }),
    async *pipe(input, { signal, valves, task }) {
      if (task === null && valves.marker !== '') {
        signal.addEventListener('abort', () => writeFileSync(valves.marker, String(Date.now())));
      }
      for (let number = 1; number <= 1000; number += 1) {
        yield 'number ' + number + '. ';
        await sleep(200, undefined, { signal });
      }
    },
  });
`;

let xops: XopsServer;
let browser: Browser;

beforeAll(async () => {
  xops = await startXops({ plugins: { 'slow-count.ts': SLOW_PIPE } });
  return () => xops.stop();
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

test('Stop in the browser aborts the pipe within a second, and the chat goes on', async () => {
  const marker = path.join(xops.folder, 'aborted-at');
  await xops.request('/slow_count/valves/update', {
    method: 'POST',
    body: JSON.stringify({ marker }),
  });
  const page = await openPage(browser);
  await openChat(page, 'Slow count');
  await send(page, 'count');
  await expect.poll(() => lastAnswer(page).innerText(), { timeout: 30_000 }).toContain('number 5.');
  expect(existsSync(marker)).toBe(false);

  const stoppedAt = Date.now();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect.poll(() => existsSync(marker), { timeout: 10_000 }).toBe(true);
  expect(Number(readFileSync(marker, 'utf8')) - stoppedAt).toBeLessThan(1000);

  await lastAnswer(page).getByRole('button', { name: 'Regenerate' }).waitFor();
  expect(await lastAnswer(page).innerText()).not.toContain('number 30.');
});
