import type { Browser, Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import {
  ask,
  launchBrowser,
  openChat,
  openPage,
  screenshot,
  signInByHand,
} from './harness/browser.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const QUESTION = 'Show me idle EC2 across all accounts';

let xops: XopsServer;
let browser: Browser;

beforeAll(async () => {
  xops = await startXops();
  return () => xops.stop();
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

test('a person picks xOps, asks, and reads a ranked, costed table with its sources', async () => {
  const page = await signInByHand(browser);
  await openChat(page, 'xOps');
  const answer = await ask(page, QUESTION);

  await expectFindings(answer);
  expect(await answer.innerText()).toMatch(/\b\d+ of 14 accounts\b/);
  await expectSteps(answer);
  await expectSources(answer);
  await expectChart(answer);
  await screenshot(page, { name: 'chat', height: 2200, documentation: true });
});

test('the chat gets a title of its own', async () => {
  const page = await openPage(browser);
  await openChat(page, 'xOps');
  await ask(page, 'which certificates expire within 30 days?');
  await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/certificate/i);
});

test('the answer and its chart are readable in dark mode', async () => {
  const page = await openPage(browser, 'dark');
  await openChat(page, 'xOps');
  const answer = await ask(page, QUESTION);
  await expectFindings(answer);
  await expectChart(answer);
  await screenshot(page, { name: 'chat-dark', height: 2200 });
});

test('a follow-up narrows the answer that came before', async () => {
  const page = await openPage(browser);
  await openChat(page, 'xOps');
  const all = await rowCount(await ask(page, QUESTION));
  const narrowed = await rowCount(await ask(page, 'only prod'));
  expect(narrowed).toBeGreaterThan(0);
  expect(narrowed).toBeLessThanOrEqual(all);
});

async function expectFindings(answer: Locator): Promise<void> {
  const table = answer.locator('table').first();
  expect(await table.locator('tbody tr').count()).toBeGreaterThan(0);
  const text = await table.innerText();
  expect(text).toMatch(/\bi-[0-9a-f]{8,17}\b/);
  expect(text).toMatch(/USD|\$/);
}

async function expectSteps(answer: Locator): Promise<void> {
  await answer.getByRole('button', { name: 'Toggle status history' }).click();
  await expect
    .poll(() => answer.innerText())
    .toMatch(/Cost Optimization Hub|Compute Optimizer|Config/);
}

async function expectSources(answer: Locator): Promise<void> {
  const sources = answer.getByRole('button', { name: /Toggle \d+ sources?/ });
  expect(await sources.count()).toBe(1);
}

async function expectChart(answer: Locator): Promise<void> {
  const chart = answer.frameLocator('iframe').first().locator('svg').first();
  await chart.waitFor();
  const box = await chart.boundingBox();
  expect(box?.width).toBeGreaterThan(200);
  expect(box?.height).toBeGreaterThan(100);
}

async function rowCount(answer: Locator): Promise<number> {
  return await answer.locator('table').first().locator('tbody tr').count();
}
