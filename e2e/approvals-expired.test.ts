import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import {
  askForOption,
  cardOf,
  readRequest,
  untilShown,
  untilStatus,
} from './harness/approval-chat.ts';
import { createKey, openAsApprover, pictureOfPage } from './harness/approver-page.ts';
import { ask, lastAnswer, launchBrowser, openPage } from './harness/browser.ts';
import { type SlackApprovals, startSlackApprovals } from './harness/slack-approvals.ts';
import { pressInSlack, sendFromSlack } from './harness/slack-member.ts';

/** Requests live for 36 seconds: time to look at one, and not to forget it. */
const SETTINGS = `
approvals:
  executors: [aws]
  expiresHours: 0.01
  people:
    - { email: mary@example.com, name: Mary, slack: UMARY, groups: [production-approvers] }
notify:
  slack: { channel: C1, teamId: T1, appId: A1, linkOnlyFrom: critical }
`;

let server: SlackApprovals;
let browser: Browser;

beforeAll(async () => {
  server = await startSlackApprovals(SETTINGS);
  browser = await launchBrowser();
  return async () => {
    await server.close();
    await browser.close();
  };
});

/** Text of the last message that Slack was sent about a request, buttons and all. */
function lastInSlack(): string {
  return JSON.stringify(server.slack.of('chat.update').at(-1)?.fields);
}

test('a request whose time passes is expired everywhere, does nothing, and takes no late click', async () => {
  const { xops, settings } = server;
  const key = await createKey(xops, settings, {
    person: 'mary@example.com',
    group: 'production-approvers',
  });
  const chat = await openPage(browser);
  const { id, ...request } = await askForOption(chat, xops, 1);
  await untilShown(cardOf(chat), 'Approval needed');

  const address = `${xops.url}/approvals/${id}`;
  const live = await openAsApprover(browser, { address, key });
  // A page that learns nothing new, as one in a tab that slept.
  const asleep = await openAsApprover(browser, { address, key, javaScriptEnabled: false });
  for (const page of [live, asleep]) {
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(1);
  }

  await untilStatus(xops, id, 'EXPIRED');
  await untilShown(cardOf(chat), 'Expired');
  await lastAnswer(chat).screenshot({ path: '.e2e/screenshots/approval-expired-chat.png' });
  await untilShown(live.locator('#panel-summary'), 'Expired');
  expect(await live.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await pictureOfPage(live, 'approval-expired-page');
  expect(lastInSlack()).toContain('Expired');
  expect(lastInSlack()).not.toContain('xops-approve');

  await sendFromSlack(xops.url, pressInSlack('UMARY', { id, ...request }));
  expect(server.slack.of('chat.postEphemeral').at(-1)?.fields['text']).toMatch(
    /Nothing was decided\..*EXPIRED/,
  );
  await asleep.getByRole('button', { name: 'Approve' }).click();
  expect(await asleep.locator('body').innerText()).toContain('EXPIRED');
  await pictureOfPage(asleep, 'approval-expired-late-click');

  const { approval, outcomes } = await readRequest(xops, id);
  expect([approval.status, outcomes]).toEqual(['EXPIRED', []]);
  const answer = await ask(chat, 'what is waiting for me?');
  expect(await answer.innerText()).toContain(': expired,');
});
