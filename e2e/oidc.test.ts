import path from 'node:path';
import { SignJWT } from 'jose';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ApprovalRequest } from '../pipeline-server/contracts/approvals.ts';
import {
  type CertifiedProvider,
  startCertifiedProvider,
} from '../pipeline-server/test/certified-provider.ts';
import { axeProblems } from './harness/axe.ts';
import { launchBrowser } from './harness/browser.ts';
import { USER_JWT_SECRET } from './harness/open-webui.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const GROUPS = ['approvers', 'production-approvers'];
const PEOPLE = {
  erin: { email: 'erin@example.com', email_verified: true, name: 'Erin', groups: GROUPS },
  mary: { email: 'mary@example.com', email_verified: true, name: 'Mary', groups: GROUPS },
  tom: { email: 'tom@example.com', email_verified: true, name: 'Tom', groups: GROUPS },
  eve: { email: 'eve@example.com', email_verified: false, name: 'Eve', groups: GROUPS },
};

let browser: Browser;
let provider: CertifiedProvider;
let xops: XopsServer;

beforeAll(async () => {
  browser = await launchBrowser();
  const publicUrl = `http://127.0.0.1:${inject('xopsPort')}`;
  provider = await startCertifiedProvider({ publicUrl, people: PEOPLE, host: 'localhost' });
  xops = await startXops({
    environment: {
      XOPS_PUBLIC_URL: publicUrl,
      XOPS_OIDC_ISSUER: provider.issuer,
      XOPS_OIDC_CLIENT_ID: 'xops',
      OIDC_CLIENT_SECRET: provider.clientSecret,
      XOPS_OIDC_LABEL: 'Acme',
      XOPS_EXECUTORS: '["aws"]',
    },
  });
});

afterAll(async () => {
  await browser.close();
  await xops.stop();
  await provider.close();
});

/** Erin says something in her chat, as Open WebUI passes it on and signs it. */
async function erinSays(text: string): Promise<string> {
  const token = await new SignJWT({ email: PEOPLE.erin.email, name: 'Erin', role: 'user' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('erin-of-open-webui')
    .setIssuer('open-webui')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(USER_JWT_SECRET));
  const answer = await xops.request('/v1/chat/completions', {
    method: 'POST',
    headers: { 'x-openwebui-user-jwt': token, 'x-openwebui-chat-id': 'chat-of-erin' },
    body: JSON.stringify({ model: 'xops', messages: [{ role: 'user', content: text }] }),
  });
  return await answer.text();
}

/** The request that she makes of the first option: instances in production, for which two people are needed. */
async function askAsErin(): Promise<ApprovalRequest> {
  await erinSays('idle EC2');
  const said = await erinSays('approve 1');
  const answer = await xops.request('/api/approvals');
  const [made] = ((await answer.json()) as { approvals: ApprovalRequest[] }).approvals;
  if (made === undefined) throw new Error(said);
  return made;
}

async function statusOf({ id }: ApprovalRequest): Promise<string> {
  const answer = await xops.request(`/api/approvals/${id}`);
  return ((await answer.json()) as { approval: ApprovalRequest }).approval.status;
}

/** A browser of its own that reaches nothing but this machine. */
async function openBrowser(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: xops.url,
    viewport: { width: 1280, height: 1000 },
    reducedMotion: 'reduce',
    ...options,
  });
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1' && hostname !== 'localhost',
    (route) => route.abort(),
  );
  return await context.newPage();
}

/** Opens a page of ours, and signs in at the provider on the way. */
async function signInOnTheWay(page: Page, address: string, login: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: 'Sign in with Acme' }).click();
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

function picture(page: Page, name: string): Promise<Buffer> {
  const folder = process.env['UPDATE_SCREENSHOTS'] === '1' ? 'docs/images' : '.e2e/screenshots';
  return page.screenshot({ path: path.resolve(folder, `${name}.png`), animations: 'disabled' });
}

/** The provider is another site for the browser: cookies that are kept from other sites are put to the test. */
describe('signing in at a certified provider, in Chromium', () => {
  let request: ApprovalRequest;
  beforeAll(async () => {
    request = await askAsErin();
  });

  it('offers the provider, in every light and on a phone', async () => {
    for (const [name, options] of [
      ['sign-in', {}],
      ['sign-in-dark', { colorScheme: 'dark' }],
      ['sign-in-phone', { viewport: { width: 390, height: 844 } }],
    ] as const) {
      const page = await openBrowser(options);
      await page.goto('/approvals');
      await page.getByRole('link', { name: 'Sign in with Acme' }).waitFor();
      expect(await axeProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        page.viewportSize()?.width ?? 0,
      );
      await picture(page, name);
      await page.context().close();
    }
  });

  it('lets who asked look, and not approve', async () => {
    const page = await openBrowser();
    const address = `/approvals/${request.id}`;
    await signInOnTheWay(page, address, 'erin');
    await page.waitForURL(`**${address}`);
    expect(await page.locator('.who').innerText()).toContain('You are Erin (erin@example.com)');
    await page.getByText('Take the request back').first().waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await page.context().close();
  });

  it('says why somebody cannot be let in', async () => {
    const page = await openBrowser({ viewport: { width: 390, height: 844 } });
    await signInOnTheWay(page, '/approvals', 'eve');
    expect(await page.getByRole('alert').innerText()).toContain('is not verified there');
    await picture(page, 'sign-in-refused');
    await page.getByRole('link', { name: 'Sign in with Acme' }).waitFor();
    await page.context().close();
  });

  it('lets two others approve, which it takes, and the change is made', async () => {
    expect(request.routing.quorum).toBe(2);
    const address = `/approvals/${request.id}`;
    for (const login of ['mary', 'tom'] as const) {
      const page = await openBrowser();
      await signInOnTheWay(page, address, login);
      await page.waitForURL(`**${address}`);
      await picture(page, `approval-of-${login}`);
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByText(`${PEOPLE[login].name} approved (page, proved by oidc)`).waitFor();
      expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
      if (login === 'mary') expect(await statusOf(request)).toBe('PENDING');
      else await page.locator('.state.SUCCEEDED').waitFor({ timeout: 60_000 });
      await picture(page, `approved-by-${login}`);
      await page.context().close();
    }
    expect(await statusOf(request)).toBe('SUCCEEDED');
  });
});
