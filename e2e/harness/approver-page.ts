import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { XopsServer } from './xops-server.ts';

/** How a command of ours ended. */
export interface EndedCommand {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line beside a running server, on its data. */
export async function runCommand(
  xops: XopsServer,
  settings: string,
  args: readonly string[],
): Promise<EndedCommand> {
  const env = {
    PATH: process.env['PATH'],
    XOPS_FILE: settings,
    DATA_DIR: path.join(xops.folder, 'data'),
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['dist/pipeline-server/cli/main.js', ...args],
      { env },
    );
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** Makes a personal key of an approver. */
export async function createKey(
  xops: XopsServer,
  settings: string,
  { person, group }: { readonly person: string; readonly group: string },
): Promise<string> {
  const args = ['keys', 'create', '--person', person, '--group', group];
  const made = await runCommand(xops, settings, args);
  if (made.code !== 0) throw new Error(made.err);
  return made.out.trim();
}

/** Opens a page of ours in a browser of its own, and signs in with a personal key on the way. */
export async function openAsApprover(
  browser: Browser,
  { address, key, ...options }: BrowserContextOptions & { address: string; key: string },
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByLabel('key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#panel-summary').waitFor();
  return page;
}

/** A whole page as a picture. */
export async function pictureOfPage(page: Page, name: string): Promise<void> {
  const file = path.resolve('.e2e/screenshots', `${name}.png`);
  await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
}
