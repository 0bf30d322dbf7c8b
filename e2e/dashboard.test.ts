import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeProblems } from './harness/axe.ts';
import { launchBrowser } from './harness/browser.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const MOST_BYTES = 150_000;
const PANELS = ['Cost', 'Savings', 'Security', 'Certificates', 'Inventory'];

let browser: Browser;
let xops: XopsServer;

/** A browser that signed in and shows every panel, and what it loaded. */
async function openDashboard(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: xops.url,
    viewport: { width: 1280, height: 1000 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  await page.goto('/dashboard');
  await page.getByLabel('Key').fill(xops.key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#panels').waitFor();
  await page.locator('.wait').first().waitFor({ state: 'detached', timeout: 400_000 });
  return page;
}

function picture(page: Page, name: string): Promise<Buffer> {
  const folder = process.env['UPDATE_SCREENSHOTS'] === '1' ? 'docs/images' : '.e2e/screenshots';
  return page.screenshot({ path: path.resolve(folder, `${name}.png`), animations: 'disabled' });
}

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the dashboard of the sample organisation', () => {
  beforeAll(async () => {
    xops = await startXops({ environment: { XOPS_DASHBOARD_REFRESH_SECONDS: '5' } });
  });
  afterAll(() => xops.stop());

  it('shows every panel, is small, and loads nothing from elsewhere', async () => {
    const page = await openDashboard();
    const problems: string[] = [];
    let bytes = 0;
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(xops.url)) problems.push(request.url());
    });
    const answer = await page.reload();
    bytes = (await answer?.body())?.length ?? 0;
    await page.locator('#live', { hasText: 'Live' }).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(PANELS);
    expect(await page.locator('.failure').count()).toBe(0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(problems).toEqual([]);
    expect(await axeProblems(page)).toEqual([]);
    await picture(page, 'dashboard');
    await page.context().close();
  });

  it('filters, sorts, pages and downloads without JavaScript', async () => {
    const page = await openDashboard({ javaScriptEnabled: false });
    await page.getByRole('combobox', { name: 'Region' }).selectOption('us-east-1');
    await page.getByRole('button', { name: 'Apply' }).click();
    expect(new URL(page.url()).searchParams.get('region')).toBe('us-east-1');
    await page.locator('.wait').first().waitFor({ state: 'detached' });
    expect(await page.locator('#panel-security .proof').innerText()).toContain('1 of 1 Region');
    await page.locator('#panel-certificates .figures a').first().click();
    await page.getByRole('link', { name: 'Days left' }).click();
    expect(await page.locator('th[aria-sort=descending]').innerText()).toContain('Days left');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page.goto('/dashboard?account=nobody');
    expect(await page.getByRole('alert').innerText()).toContain('There is no account "nobody"');
    await page.context().close();
  });

  it('brings itself up to date, also after the connection was lost', async () => {
    const page = await openDashboard();
    const isFresh = page.locator('#live', { hasText: 'updated' });
    await isFresh.waitFor({ timeout: 30_000 });
    await xops.crash();
    await page.locator('#live', { hasText: 'Connecting again' }).waitFor();
    await xops.start();
    await page.locator('#live', { hasText: 'Live' }).waitFor({ timeout: 60_000 });
    await page.context().close();
  });

  it('is used with the keyboard alone', async () => {
    const page = await openDashboard();
    await page.reload();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('To the panels');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const first = page.locator(':focus');
    expect(await first.evaluate((element) => element.closest('section')?.id)).toBe('panel-cost');
    expect(await first.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dashboard/tables/**');
    expect(await axeProblems(page)).toEqual([]);
    await page.context().close();
  });

  const looks: readonly (readonly [string, BrowserContextOptions])[] = [
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 360, height: 900 } }],
  ];

  it.each(looks)('is whole and readable: %s', async (name, options) => {
    const page = await openDashboard(options);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(options.viewport?.width ?? 1280);
    if (name === 'dark') {
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground).toBe('rgb(14, 17, 22)');
    }
    expect(await axeProblems(page)).toEqual([]);
    await page.screenshot({
      path: path.resolve(`.e2e/screenshots/dashboard-${name}.png`),
      fullPage: true,
    });
    await page.context().close();
  });

  it('lets nobody in after signing out', async () => {
    const page = await openDashboard();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await page.goto('/dashboard');
    expect(new URL(page.url()).pathname).toBe('/signin');
    expect(await axeProblems(page)).toEqual([]);
    await page.context().close();
  });
});

describe('the dashboard of 1,000 accounts', () => {
  beforeAll(async () => {
    xops = await startXops({ environment: { XOPS_SAMPLE_ACCOUNTS: '1000' } });
  });
  afterAll(() => xops.stop());

  it('is as small, and shows every account on pages of a table', async () => {
    const page = await openDashboard();
    const started = Date.now();
    const answer = await page.reload();
    const milliseconds = Date.now() - started;
    const bytes = (await answer?.body())?.length ?? 0;
    console.log(`dashboard of 1,000 accounts: ${bytes} bytes, ${milliseconds} ms when warm`);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(milliseconds).toBeLessThan(5000);
    await page.getByRole('link', { name: 'All accounts' }).click();
    expect(await page.locator('main').innerText()).toContain('Rows 1–50 of 1,000');
    await page.getByRole('link', { name: 'Next' }).click();
    expect(await page.locator('main').innerText()).toContain('Rows 51–100 of 1,000');
    expect((await page.content()).length).toBeLessThan(MOST_BYTES);
    await page.context().close();
  }, 500_000);
});
