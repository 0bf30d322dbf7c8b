import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { signedBySlack } from '../pipeline-server/test/fake-slack.ts';
import {
  askForOption,
  cardOf,
  type RequestInChat,
  readRequest,
  untilShown,
  untilStatus,
} from './harness/approval-chat.ts';
import { ask, lastAnswer, launchBrowser, openChat, openPage } from './harness/browser.ts';
import { type SlackApprovals, startSlackApprovals } from './harness/slack-approvals.ts';
import { pressInSlack, SLACK_SECRET, sendFromSlack } from './harness/slack-member.ts';
import type { XopsServer } from './harness/xops-server.ts';

/** Mary and Tom decide; the admin of Open WebUI asks, and is in Slack as well. */
const SETTINGS = `
approvals:
  executors: [aws]
  people:
    - { email: mary@example.com, name: Mary, slack: UMARY, groups: [production-approvers] }
    - { email: tom@example.com, name: Tom, slack: UTOM, groups: [production-approvers] }
    - { email: admin@example.com, name: Admin, slack: UADMIN, groups: [production-approvers] }
notify:
  slack: { channel: C1, teamId: T1, appId: A1, linkOnlyFrom: critical }
`;

let slack: SlackApprovals['slack'];
let xops: XopsServer;
let browser: Browser;

beforeAll(async () => {
  const server = await startSlackApprovals(SETTINGS);
  ({ slack, xops } = server);
  return () => server.close();
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

function reject(user: string, { id, hashes }: RequestInChat) {
  const entered = (name: string, value: string) => ({
    [name]: { [name]: { type: 'plain_text_input', value } },
  });
  return {
    type: 'view_submission',
    api_app_id: 'A1',
    team: { id: 'T1' },
    user: { id: user },
    view: {
      private_metadata: `reject ${id} ${hashes.artifact}`,
      state: {
        values: {
          ...entered('comment', 'These are the standby nodes.'),
          ...entered('what', 'Leave nodes of the tag role=standby.'),
          ...entered('why', 'They are idle by design.'),
        },
      },
    },
  };
}

const fromSlack = (payload: object, signed?: ReturnType<typeof signedBySlack>) =>
  sendFromSlack(xops.url, payload, signed);

/** A picture of the last answer alone: what was asked before stands above it. */
async function picture(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 2200 });
  const update = process.env['UPDATE_SCREENSHOTS'] === '1' && name === 'approval-done';
  const file = path.resolve(update ? 'docs/images' : '.e2e/screenshots', `${name}.png`);
  await lastAnswer(page).screenshot({ path: file, animations: 'disabled' });
}

describe('question → option → approval in Slack → change → result in the chat', () => {
  test('is done once, and the answer shows it', async () => {
    const page = await openPage(browser);
    const request = await askForOption(page, xops, 1);
    expect(request.requester).toEqual(
      expect.objectContaining({ id: 'admin@example.com', proof: 'jwt' }),
    );
    await vi.waitFor(() => expect(slack.of('chat.postMessage')).toHaveLength(1), {
      timeout: 20_000,
    });
    await picture(page, 'approval-asked');

    // Who asked is a person in Slack too, and stays who asked.
    await fromSlack(pressInSlack('UADMIN', request));
    expect(slack.of('chat.postEphemeral').at(-1)?.fields['text']).toContain(
      'You asked for this yourself',
    );
    await fromSlack(pressInSlack('USTRANGER', request));
    expect(slack.of('chat.postEphemeral').at(-1)?.fields['text']).toContain('not known here');
    expect((await readRequest(xops, request.id)).approval.status).toBe('PENDING');

    const signed = signedBySlack(pressInSlack('UMARY', request), SLACK_SECRET, new Date());
    expect((await fromSlack({}, signed)).status).toBe(200);
    expect((await fromSlack({}, signed)).status).toBe(401);
    if (request.routing.quorum > 1) await fromSlack(pressInSlack('UTOM', request));
    await untilStatus(xops, request.id, 'SUCCEEDED');

    const { outcomes } = await readRequest(xops, request.id);
    expect(outcomes.every(({ status, verified }) => status === 'done' && verified)).toBe(true);
    await untilShown(cardOf(page), 'Done');
    await picture(page, 'approval-done');
    await page.reload();
    await untilShown(cardOf(page), 'Done');
  });

  test('is gone from the next question', async () => {
    const page = await openPage(browser);
    await openChat(page, 'xOps');
    const answer = await ask(page, 'what is waiting for me?');
    expect(await answer.innerText()).toContain('What you asked for');
  });
});

test('a rejection with its correction is shown in the chat, and nothing is done', async () => {
  const page = await openPage(browser);
  const request = await askForOption(page, xops, 2);
  await fromSlack(pressInSlack('UMARY', request, 'reject'));
  expect(slack.of('views.open').at(-1)?.fields['view']).toMatchObject({ type: 'modal' });
  expect((await fromSlack(reject('UMARY', request))).status).toBe(200);
  await untilStatus(xops, request.id, 'REJECTED');
  await untilShown(cardOf(page), 'standby nodes');
  await picture(page, 'approval-rejected');
});

test('a change that the world has overtaken is not done again', async () => {
  const [one, two] = [await openPage(browser), await openPage(browser)];
  const first = await askForOption(one, xops, 3);
  const second = await askForOption(two, xops, 3);
  expect(second.id).not.toBe(first.id);
  for (const request of [first, second]) {
    await fromSlack(pressInSlack('UMARY', request));
    if (request.routing.quorum > 1) await fromSlack(pressInSlack('UTOM', request));
    await untilStatus(xops, request.id, request === first ? 'SUCCEEDED' : 'FAILED');
  }
  const { outcomes } = await readRequest(xops, second.id);
  expect(outcomes[0]?.detail).toContain('It is so already');
});
