import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { inject, onTestFailed } from 'vitest';
import { ADMIN } from './open-webui.ts';

const OUTPUT = path.resolve('.e2e/screenshots');
const CURATED = path.resolve('docs/images');

const VIEWPORT = { width: 1280, height: 1000 };

/** Without these Chromium looks for its maker's servers at every start, and refuses to run as root. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium with an empty profile. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['E2E_CHROMIUM'];
  if (executablePath === undefined) throw new Error('run the tests with npm run test:e2e');
  return chromium.launch({ executablePath, args: FLAGS });
}

/**
 * A page of Open WebUI in a context of its own, where the admin is signed in already. A test that fails leaves a
 * picture of it.
 */
export async function openPage(browser: Browser, theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await newPage(browser, theme);
  await page.addInitScript((token) => localStorage.setItem('token', token), inject('adminToken'));
  await page.goto('/');
  await page.waitForSelector('#chat-input');
  return page;
}

/** The same, signed in through the page as a person does. */
export async function signInByHand(browser: Browser): Promise<Page> {
  const page = await newPage(browser, 'light');
  await page.goto('/auth');
  await page.fill('input[type=email]', ADMIN.email);
  await page.fill('input[type=password]', ADMIN.password);
  await page.click('button[type=submit]');
  await page.waitForSelector('#chat-input');
  return page;
}

async function newPage(browser: Browser, theme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({
    baseURL: inject('openWebuiUrl'),
    viewport: VIEWPORT,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await context.addInitScript((value) => localStorage.setItem('theme', value), theme);
  const page = await context.newPage();
  const releaseNotes = page.getByRole('button', { name: "Okay, Let's Go!" });
  await page.addLocatorHandler(releaseNotes, () => releaseNotes.click());
  onTestFailed(async ({ task }) => {
    await page.screenshot({ path: path.join(OUTPUT, 'failed', `${task.name}.png`) });
  });
  return page;
}

/**
 * Opens an empty chat and picks a model from the list by its name, at a person's pace: Open WebUI chooses its default
 * model once more after the page has loaded, without a sign of it, and overrules a faster hand.
 */
export async function openChat(page: Page, modelName: string): Promise<void> {
  await page.goto('/');
  await page.waitForSelector('#chat-input');
  await page.waitForTimeout(1000);
  await page.locator('[id^=model-selector]').first().click();
  await page.getByRole('option', { name: `Select ${modelName} model` }).click();
  await page.getByRole('button', { name: `Selected model: ${modelName}` }).waitFor();
}

/** Types a question and sends it. Does not wait for the answer. */
export async function send(page: Page, text: string): Promise<void> {
  await page.locator('#chat-input').fill(text);
  await page.keyboard.press('Enter');
}

/** The answer to the latest question. */
export function lastAnswer(page: Page): Locator {
  return page.locator('[id^=message-]:has(#response-message-model-name)').last();
}

/** Asks and waits until the answer has ended, well or badly. */
export async function ask(page: Page, text: string): Promise<Locator> {
  const answers = page.locator('[id^=message-]:has(#response-message-model-name)');
  const before = await answers.count();
  await send(page, text);
  const answer = answers.nth(before);
  await answer.getByRole('button', { name: 'Regenerate' }).waitFor({ timeout: 60_000 });
  return answer;
}

/** What a picture is of. */
export interface Picture {
  readonly name: string;
  /** A greater height shows more of a long answer. */
  readonly height?: number;
  /** Part of the documentation: written to `docs/images` when `UPDATE_SCREENSHOTS=1`. */
  readonly documentation?: boolean;
}

/** Takes a picture of the page, scrolled to the top of the chat. */
export async function screenshot(page: Page, picture: Picture): Promise<void> {
  const curated = picture.documentation === true && process.env['UPDATE_SCREENSHOTS'] === '1';
  await page.setViewportSize({ ...VIEWPORT, height: picture.height ?? VIEWPORT.height });
  await page.locator('#messages-container').evaluateAll((chats) => {
    for (const chat of chats) chat.scrollTop = 0;
  });
  await page.screenshot({
    path: path.join(curated ? CURATED : OUTPUT, `${picture.name}.png`),
    animations: 'disabled',
  });
}
