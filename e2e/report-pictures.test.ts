import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './harness/browser.ts';

const run = promisify(execFile);
const PICTURES = path.resolve('.e2e/screenshots/reports');
const SUBJECTS = [
  { name: 'idle', subject: 'Show me idle EC2 across all accounts' },
  { name: 'months', subject: 'what did each account cost, by month, over the last 6 months' },
] as const;

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'xops-pictures-'));
  mkdirSync(PICTURES, { recursive: true });
  browser = await launchBrowser();
  return async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  };
});

/** Writes a report as a person does in the terminal. */
async function report(subject: string, format: string): Promise<string> {
  const file = path.join(folder, `report.${format}`);
  rmSync(file, { force: true });
  const args = ['report', subject, '--format', format, '--output', file, '--yes'];
  await run(process.execPath, ['dist/pipeline-server/cli/main.js', ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: path.join(folder, 'data') },
  });
  return file;
}

interface JsonReport {
  readonly dataSha256: string;
  readonly data: {
    readonly results: readonly {
      readonly findings: readonly { readonly resourceId: string | null }[];
      readonly headlines: readonly {
        readonly value: string | number;
        readonly currency?: string;
      }[];
    }[];
  };
}

async function pagesOf(pdf: string): Promise<readonly string[]> {
  const { stdout } = await run('pdftotext', ['-layout', pdf, '-']);
  return stdout.split('\f').slice(0, -1);
}

test.each(SUBJECTS)(
  'the PDF of $name says what the JSON says, on numbered pages',
  async ({ name, subject }) => {
    const json = readFileSync(await report(subject, 'json'), 'utf8');
    const { data } = JSON.parse(json) as JsonReport;
    const pdf = await report(subject, 'pdf');
    const pages = await pagesOf(pdf);
    const text = pages.join('\n').replace(/\s+/g, ' ');

    for (const [index, page] of pages.entries())
      expect(page).toContain(`${index + 1} of ${pages.length}`);
    for (const { findings, headlines } of data.results) {
      for (const { resourceId } of findings)
        if (resourceId !== null) expect(text).toContain(resourceId);
      const money = headlines.filter(({ currency }) => currency !== undefined);
      expect(money.length).toBeGreaterThan(0);
      for (const { value } of money) {
        const shown = Number(value).toLocaleString('en-US', {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
        });
        expect(text).toContain(shown);
      }
    }
    expect(pages.at(-1)).toMatch(/[0-9a-f]{64}/);
    expect(text).toMatch(/\b1[34] of 14\b/);

    await run('pdftoppm', ['-r', '80', '-png', pdf, path.join(PICTURES, name)]);
    expect(readdirSync(PICTURES).filter((file) => file.startsWith(`${name}-`))).toHaveLength(
      pages.length,
    );
  },
);

test.each(['light', 'dark'] as const)('the HTML report is readable in %s', async (colorScheme) => {
  for (const { name, subject } of SUBJECTS) {
    const file = await report(subject, 'html');
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({
      path: path.join(PICTURES, `${name}-${colorScheme}.png`),
      fullPage: true,
    });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)');
    await page.setViewportSize({ width: 390, height: 800 });
    await page.screenshot({ path: path.join(PICTURES, `${name}-${colorScheme}-narrow.png`) });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    const labels = page.locator('svg text');
    for (const box of await labels.evaluateAll((all) =>
      all.map((label) => label.getBoundingClientRect().left),
    ))
      expect(box).toBeGreaterThanOrEqual(0);
    await page.close();
  }
});
