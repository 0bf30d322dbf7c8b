import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { axeProblems } from './harness/axe.ts';
import { launchBrowser } from './harness/browser.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const ROUTES = [{ id: 'gone', provider: 'ollama', baseUrl: 'http://127.0.0.1:9' }];

let browser: Browser;
let xops: XopsServer;

beforeAll(async () => {
  browser = await launchBrowser();
  xops = await startXops({
    plugins: { 'broken.mjs': 'throw new Error("cannot find the price list");' },
    environment: { XOPS_ROUTES: JSON.stringify(ROUTES) },
  });
  return async () => {
    await xops.stop();
    await browser.close();
  };
});

async function openAdmin(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL: xops.url, ...options });
  const page = await context.newPage();
  await page.goto('/admin');
  await page.getByLabel('Key').fill(xops.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Pipelines' }).waitFor();
  return page;
}

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', { colorScheme: 'light', viewport: { width: 1280, height: 1000 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 1000 } }],
  ['narrow', { colorScheme: 'light', viewport: { width: 390, height: 800 } }],
];

test.each(LOOKS)('the page of settings can be read and used: %s', async (name, options) => {
  const page = await openAdmin(options);
  await page.locator('#pipeline-budget summary').click();
  expect(await axeProblems(page)).toEqual([]);
  const { width = 0 } = page.viewportSize() ?? {};
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    width,
  );
  expect(await page.locator('#pipeline-broken').innerText()).toContain(
    'cannot find the price list',
  );
  expect(await page.getByRole('region', { name: 'Routes' }).innerText()).toContain('silent');
  const file = path.resolve('.e2e/screenshots', `admin-${name}.png`);
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
});

test('a valve is changed on the page, a bad value is refused there, and both can be seen', async () => {
  const page = await openAdmin({ viewport: { width: 1280, height: 1000 } });
  const budget = page.locator('#pipeline-budget');
  await budget.locator('summary').click();
  await budget.locator('input[name=per_hour]').fill('7');
  await budget.getByRole('button', { name: 'Save Budget' }).click();
  await page.waitForURL('**/admin#pipeline-budget');
  await expect.poll(() => budget.locator('input[name=per_hour]').inputValue()).toBe('7');
  await budget.locator('summary').click();
  await budget.locator('input[name=per_hour]').fill('many');
  await budget.getByRole('button', { name: 'Save Budget' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('"per_hour" must be a whole number');
  const valves = await xops.request('/budget/valves');
  expect(await valves.json()).toMatchObject({ per_hour: 7 });
});
