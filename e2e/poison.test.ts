import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { ask, launchBrowser, openChat, openPage, screenshot } from './harness/browser.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const QUESTIONS = ['Show me idle EC2 across all accounts', 'who owns these resources'] as const;

let xops: XopsServer;
let browser: Browser;

beforeAll(async () => {
  xops = await startXops({ environment: { XOPS_SAMPLE_POISON: 'true' } });
  return () => xops.stop();
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

/** What the page did that only text of an attacker can have made it do. */
function watch(page: Page): readonly string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().startsWith('http://127.0.0.1:9/')) seen.push(`request ${request.url()}`);
  });
  return seen;
}

test.each(QUESTIONS)(
  'what an attacker wrote into AWS is text in the chat: %s',
  async (question) => {
    const page = await openPage(browser);
    const seen = watch(page);
    await openChat(page, 'xOps');
    const answer = await ask(page, question);

    const text = await answer.innerText();
    for (const words of ['ignore previous instructions', '[click](javascript:alert(1))']) {
      expect(text).toContain(words);
    }
    expect(await answer.locator('a[href^="javascript:"], img[src*="127.0.0.1:9"]').count()).toBe(0);
    const rows = answer.locator('table').first().locator('tr');
    const widths = await rows.evaluateAll((all) => all.map((row) => row.children.length));
    expect(new Set(widths).size).toBe(1);

    const chart = answer.frameLocator('iframe').first();
    await chart.locator('svg').first().waitFor();
    expect(await chart.locator('img, foreignObject, a').count()).toBe(0);
    await screenshot(page, {
      name: `poison-${question.split(' ')[0]?.toLowerCase()}`,
      height: 1800,
    });
    expect(seen).toEqual([]);
  },
);

test('a report of it runs nothing and loads nothing', async () => {
  const page = await openPage(browser);
  await openChat(page, 'xOps');
  await ask(page, QUESTIONS[1]);
  const link = (await ask(page, 'export as html')).locator('a[href*="/evidence/"]');
  const html = await (await fetch((await link.getAttribute('href')) ?? '')).text();

  const seen = watch(page);
  await page.setContent(html, { waitUntil: 'load' });
  expect(await page.locator('body').innerText()).toContain('<script>alert(1)</script>');
  expect(await page.locator('script, img, iframe, a[href^="javascript:"]').count()).toBe(0);
  expect(seen).toEqual([]);
});
