import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { ask, launchBrowser, openChat, openPage, screenshot } from './harness/browser.ts';
import {
  choosePipeline,
  openPipelinesPage,
  pipelineList,
  saveTextValve,
  saveValves,
  valvesForm,
} from './harness/pipelines-page.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const QUESTION = 'which certificates expire within 30 days?';

let xops: XopsServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  xops = await startXops();
  return () => xops.stop();
});

beforeAll(async () => {
  browser = await launchBrowser();
  page = await openPage(browser);
  return () => browser.close();
});

test('the page lists our connection, the pipe and the filters, each with its valves', async () => {
  await openPipelinesPage(page);
  const connections = page.locator('select#pipelines-url option:not([disabled])');
  expect(await connections.allInnerTexts()).toEqual([`${xops.url}/v1`]);

  const labels = await pipelineList(page).locator('option').allInnerTexts();
  expect(labels).toContain('xOps (pipe)');
  expect(labels.filter((label) => label.endsWith('(filter)')).length).toBeGreaterThanOrEqual(2);
  for (const label of labels) {
    await choosePipeline(page, label);
    expect(await valvesForm(page).locator('label').count()).toBeGreaterThan(0);
  }
});
