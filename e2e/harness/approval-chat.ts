import type { Locator, Page } from 'playwright-core';
import { type Static, Type } from 'typebox';
import { expect, vi } from 'vitest';
import { ask, lastAnswer, openChat, screenshot, send } from './browser.ts';
import { readJson } from './open-webui-client.ts';
import type { XopsServer } from './xops-server.ts';

const QUESTION = 'Show me idle EC2 across all accounts';

const Request = Type.Object({
  id: Type.String(),
  status: Type.String(),
  hashes: Type.Object({ artifact: Type.String() }),
  requester: Type.Object({ id: Type.String(), proof: Type.String() }),
  routing: Type.Object({ quorum: Type.Integer() }),
});
const Listed = Type.Object({ approvals: Type.Array(Request) });
const Outcome = Type.Object({
  status: Type.String(),
  verified: Type.Boolean(),
  detail: Type.String(),
});
const Shown = Type.Object({ approval: Request, outcomes: Type.Array(Outcome) });

/** A request for approval, as far as tests look at it. */
export type RequestInChat = Static<typeof Request>;

/** Where a request stands, and what its actions reported. */
export async function readRequest(xops: XopsServer, id: string): Promise<Static<typeof Shown>> {
  return await readJson(await xops.request(`/api/approvals/${id}`), Shown);
}

/** The request that was made last. */
export async function newestRequest(xops: XopsServer): Promise<RequestInChat> {
  const { approvals } = await readJson(await xops.request('/api/approvals'), Listed);
  const [request] = approvals;
  if (request === undefined) throw new Error('no request was made');
  return request;
}

/** Waits until a request has come to a status. */
export async function untilStatus(xops: XopsServer, id: string, status: string): Promise<void> {
  await vi.waitFor(async () => expect((await readRequest(xops, id)).approval.status).toBe(status), {
    timeout: 60_000,
    interval: 500,
  });
}

/** Asks for an option in the browser, says yes to the dialog, and gives the request that came of it. */
export async function askForOption(
  page: Page,
  xops: XopsServer,
  option: number,
): Promise<RequestInChat> {
  await openChat(page, 'xOps');
  await ask(page, QUESTION);
  await send(page, `approve ${option}`);
  const yes = page.getByRole('button', { name: /Ask for approval/ }).last();
  await yes.waitFor({ timeout: 60_000 });
  await screenshot(page, { name: 'approval-question' });
  await yes.click();
  await untilShown(lastAnswer(page), 'Approval was asked for');
  return await newestRequest(xops);
}

/** The text of the card under an answer, which is a frame of its own. */
export function cardOf(page: Page): Locator {
  return page.frameLocator('iframe').last().locator('body');
}

/** Waits until a text stands there. */
export async function untilShown(place: Locator, text: string): Promise<void> {
  await vi.waitFor(async () => expect(await place.innerText()).toContain(text), {
    timeout: 60_000,
    interval: 500,
  });
}
