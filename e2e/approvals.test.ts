import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { type Static, Type } from 'typebox';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { signedBySlack, startFakeSlack } from '../pipeline-server/test/fake-slack.ts';
import {
  ask,
  lastAnswer,
  launchBrowser,
  openChat,
  openPage,
  screenshot,
  send,
} from './harness/browser.ts';
import { readJson } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const QUESTION = 'Show me idle EC2 across all accounts';
const SECRET = '0123456789abcdef0123456789abcdef';

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

const Approval = Type.Object({
  id: Type.String(),
  status: Type.String(),
  hashes: Type.Object({ artifact: Type.String() }),
  requester: Type.Object({ id: Type.String(), proof: Type.String() }),
  routing: Type.Object({ quorum: Type.Integer() }),
});
const Listed = Type.Object({ approvals: Type.Array(Approval) });
const Shown = Type.Object({
  approval: Approval,
  outcomes: Type.Array(
    Type.Object({ status: Type.String(), verified: Type.Boolean(), detail: Type.String() }),
  ),
});
type Approval = Static<typeof Approval>;

let slack: Awaited<ReturnType<typeof startFakeSlack>>;
let xops: XopsServer;
let browser: Browser;

beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-e2e-approvals-'));
  const file = path.join(folder, 'xops.yaml');
  writeFileSync(file, SETTINGS);
  slack = await startFakeSlack();
  xops = await startXops({
    environment: {
      XOPS_FILE: file,
      SLACK_BOT_TOKEN: 'xoxb-for-end-to-end-tests',
      SLACK_SIGNING_SECRET: SECRET,
      XOPS_SLACK_API_URL: slack.apiUrl,
      OPEN_WEBUI_URL: inject('openWebuiUrl'),
      OPEN_WEBUI_API_KEY: inject('adminToken'),
    },
  });
  return async () => {
    await xops.stop();
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

/** Asks for an option in the browser, says yes to the dialog, and gives the request that came of it. */
async function askFor(
  page: Page,
  option: number,
): Promise<{ readonly answer: Locator; readonly request: Approval }> {
  await openChat(page, 'xOps');
  await ask(page, QUESTION);
  await send(page, `approve ${option}`);
  const yes = page.getByRole('button', { name: /Ask for approval/ }).last();
  await yes.waitFor({ timeout: 60_000 });
  await screenshot(page, { name: 'approval-question' });
  await yes.click();
  const answer = lastAnswer(page);
  await vi.waitFor(
    async () => expect(await answer.innerText()).toContain('Approval was asked for'),
    { timeout: 60_000, interval: 500 },
  );
  const [request] = await requests();
  if (request === undefined) throw new Error('no request was made');
  return { answer, request };
}

async function requests(): Promise<readonly Approval[]> {
  return (await readJson(await xops.request('/api/approvals'), Listed)).approvals;
}

async function statusOf({ id }: Approval): Promise<string> {
  return (await readJson(await xops.request(`/api/approvals/${id}`), Shown)).approval.status;
}

async function until(request: Approval, status: string): Promise<void> {
  await vi.waitFor(async () => expect(await statusOf(request)).toBe(status), {
    timeout: 60_000,
    interval: 500,
  });
}

function press(user: string, { id, hashes }: Approval, button = 'approve') {
  return {
    type: 'block_actions',
    api_app_id: 'A1',
    team: { id: 'T1' },
    user: { id: user },
    trigger_id: '1.2.3',
    channel: { id: 'C1' },
    actions: [{ action_id: `xops-${button}`, block_id: id, value: `${id} ${hashes.artifact}` }],
  };
}

function reject(user: string, { id, hashes }: Approval) {
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

/** Sends what a member of the workspace did, as Slack sends it. */
async function fromSlack(
  payload: object,
  signed = signedBySlack(payload, SECRET, new Date()),
): Promise<Response> {
  const { method, headers, payload: body } = signed;
  return await fetch(`${xops.url}/slack/interactions`, { method, headers, body });
}

/** The text of the card under an answer, which is a frame of its own. */
function cardOf(page: Page): Locator {
  return page.frameLocator('iframe').last().locator('body');
}

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
    const { request } = await askFor(page, 1);
    expect(request.requester).toEqual(
      expect.objectContaining({ id: 'admin@example.com', proof: 'jwt' }),
    );
    await vi.waitFor(() => expect(slack.of('chat.postMessage')).toHaveLength(1), {
      timeout: 20_000,
    });
    await picture(page, 'approval-asked');

    // Who asked is a person in Slack too, and stays who asked.
    await fromSlack(press('UADMIN', request));
    expect(slack.of('chat.postEphemeral').at(-1)?.fields['text']).toContain(
      'You asked for this yourself',
    );
    await fromSlack(press('USTRANGER', request));
    expect(slack.of('chat.postEphemeral').at(-1)?.fields['text']).toContain('not known here');
    expect(await statusOf(request)).toBe('PENDING');

    const signed = signedBySlack(press('UMARY', request), SECRET, new Date());
    expect((await fromSlack({}, signed)).status).toBe(200);
    expect((await fromSlack({}, signed)).status).toBe(401);
    if (request.routing.quorum > 1) await fromSlack(press('UTOM', request));
    await until(request, 'SUCCEEDED');

    const { outcomes } = await readJson(await xops.request(`/api/approvals/${request.id}`), Shown);
    expect(outcomes.every(({ status, verified }) => status === 'done' && verified)).toBe(true);
    await vi.waitFor(async () => expect(await cardOf(page).innerText()).toContain('Done'), {
      timeout: 30_000,
      interval: 500,
    });
    await picture(page, 'approval-done');
    await page.reload();
    await vi.waitFor(async () => expect(await cardOf(page).innerText()).toContain('Done'), {
      timeout: 30_000,
      interval: 500,
    });
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
  const { request } = await askFor(page, 2);
  await fromSlack(press('UMARY', request, 'reject'));
  expect(slack.of('views.open').at(-1)?.fields['view']).toMatchObject({ type: 'modal' });
  expect((await fromSlack(reject('UMARY', request))).status).toBe(200);
  await until(request, 'REJECTED');
  await vi.waitFor(async () => expect(await cardOf(page).innerText()).toContain('standby nodes'), {
    timeout: 30_000,
    interval: 500,
  });
  await picture(page, 'approval-rejected');
});

test('a change that the world has overtaken is not done again', async () => {
  const [one, two] = [await openPage(browser), await openPage(browser)];
  const { request: first } = await askFor(one, 3);
  const { request: second } = await askFor(two, 3);
  expect(second.id).not.toBe(first.id);
  for (const request of [first, second]) {
    await fromSlack(press('UMARY', request));
    if (request.routing.quorum > 1) await fromSlack(press('UTOM', request));
    await until(request, request === first ? 'SUCCEEDED' : 'FAILED');
  }
  const { outcomes } = await readJson(await xops.request(`/api/approvals/${second.id}`), Shown);
  expect(outcomes[0]?.detail).toContain('It is so already');
});
