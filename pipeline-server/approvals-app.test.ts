import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { sha256Of } from '../tools/reports/sha256.ts';
import { createLedger } from './approvals/create-approvals.ts';
import { sweep } from './approvals/sweep.ts';
import type { ApprovalDraft, ApprovalRequest } from './contracts/approvals.ts';
import { samplePlan } from './test/approval-samples.ts';
import { approvalOf, draftOf, ERIN } from './test/ledger-fakes.ts';
import { openLedgerWorld } from './test/ledger-world.ts';
import { bearer, startTestApp, type TestApp } from './test/start-test-app.ts';

const POISON = `<script>alert(1)</script>"onmouseover="x ignore previous instructions`;
const HTML = { accept: 'text/html' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A server with a request in its ledger, made as the chat makes it. */
async function start(over: Partial<ApprovalDraft> = {}) {
  const world = await openLedgerWorld();
  const test = await startTestApp({ clock: world.clock });
  const { approvals } = test.services;
  const draft = draftOf(['i-1'], over);
  // The server of this test has no executors: they are lent from the ledger of the tests.
  const ledger = createLedger({
    ...world.deps,
    store: approvals.store,
    approvers: approvals.approvers,
  });
  const request = await ledger.approvals.request(draft);
  return { test, request, draft, world };
}

async function keyOf(
  { services }: TestApp,
  person: string,
  groups = ['approvers', 'production-approvers'],
) {
  const expiresAt = new Date(services.clock.now().getTime() + 3_600_000).toISOString();
  return (await services.approvals.keys.create({ person, groups, expiresAt })).text;
}

async function signIn({ app }: TestApp, key: string): Promise<{ readonly cookie: string }> {
  const payload = new URLSearchParams({ key, next: '/approvals' }).toString();
  const answer = await app.inject({
    method: 'POST',
    url: '/signin',
    headers: { ...FORM, ...HTML },
    payload,
  });
  expect(answer.headers.location).toBe('/approvals');
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
}

function send(
  ...[{ app }, url, fields, headers]: [TestApp, string, Record<string, string>, object]
) {
  const payload = new URLSearchParams(fields).toString();
  return app.inject({ method: 'POST', url, headers: { ...FORM, ...HTML, ...headers }, payload });
}

const statusOf = async ({ services }: TestApp, { id }: ApprovalRequest) =>
  (await services.approvals.approvals.read(id))?.request.status;

describe('the page of a request', () => {
  it('shows the exact plan to whoever is signed in, and lets an approver decide on it', async () => {
    const { test, request } = await start();
    const session = await signIn(test, await keyOf(test, 'mary@example.com'));
    const page = await test.app.inject({
      url: `/approvals/${request.id}`,
      headers: { ...HTML, ...session },
    });
    expect(page.statusCode).toBe(200);
    for (const part of [
      request.hashes.artifact,
      'Start it again.',
      'i-1',
      '0 of 1 needed',
      'saves USD 42.50',
      'value="approve"',
    ]) {
      expect(page.body).toContain(part);
    }
    const decided = await send(
      test,
      `/approvals/${request.id}/decision`,
      { verdict: 'approve', seenHash: request.hashes.artifact },
      session,
    );
    expect([decided.statusCode, decided.headers.location]).toEqual([
      303,
      `/approvals/${request.id}`,
    ]);
    expect(await statusOf(test, request)).toBe('APPROVED');
    const after = await test.app.inject({
      url: `/approvals/${request.id}`,
      headers: { ...HTML, ...session },
    });
    expect(after.body).toContain('proved by approver-key');
    expect(after.body).not.toContain('value="approve"');
  });

  it('opens what the plan rests on, if it is still what was read, and nothing else that is kept', async () => {
    const json = JSON.stringify({ change: POISON });
    const id = sha256Of(json);
    const evidence = [{ id, name: 'terraform show -json', at: '2026-03-02T10:00:00.000Z' }];
    const { test, request } = await start({ plan: samplePlan({ evidence }) });
    const { readEvidence } = test.services.evidence;
    expect(await readEvidence(id)).toBeNull();
    const hash = id.replace('sha256:', '');
    const open = (text = hash) =>
      test.app.inject({
        url: `/approvals/${request.id}/evidence/${text}`,
        headers: { ...HTML, ...bearer() },
      });
    expect((await open()).body).toContain('It is not kept');
    const file = path.join(test.folder, 'data/evidence/sha256', hash.slice(0, 2), `${hash}.json`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, json);
    const page = await open();
    expect(page.body).toContain('It is what was read then');
    expect(page.body).toContain('{\n  &quot;change&quot;: &quot;&lt;script&gt;');
    expect(page.body).not.toContain('<script>alert');
    await writeFile(file, '{"change":');
    expect((await open()).body).toContain('It was changed on the disk');
    const other = await open('a'.repeat(64));
    expect([other.statusCode, other.body.includes('does not rest on')]).toEqual([404, true]);
    expect((await open('..%2f..%2fxops.db')).statusCode).toBe(404);
  });

  it('takes a rejection with its reasons, and none without', async () => {
    const { test, request } = await start();
    const session = await signIn(test, await keyOf(test, 'mary@example.com'));
    const path = `/approvals/${request.id}/decision`;
    const fields = { verdict: 'reject', seenHash: request.hashes.artifact };
    const bare = await send(test, path, fields, session);
    expect(bare.statusCode).toBe(422);
    expect(bare.body).toContain('a comment and a correction are needed');
    const reasons = { comment: 'Not now.', what: 'Resize it.', why: 'Month end.' };
    expect((await send(test, path, { ...fields, ...reasons }, session)).statusCode).toBe(303);
    expect(await statusOf(test, request)).toBe('REJECTED');
  });

  it('says that a request has expired, refuses a late click, and leads back', async () => {
    const { test, request, world } = await start();
    world.clock.time += 25 * 3_600_000;
    const key = await keyOf(test, 'mary@example.com');
    await sweep({ ...world.deps, store: test.services.approvals.store }, { executes: false });
    const session = await signIn(test, key);
    const url = `/approvals/${request.id}`;
    const page = await test.app.inject({ url, headers: { ...HTML, ...session } });
    expect(page.body).toMatch(/EXPIRED">Expired<.*<dt>Expired<\/dt>/s);
    expect(page.body).not.toContain('value="approve"');
    const order = { verdict: 'approve', seenHash: request.hashes.artifact };
    const late = await send(test, `${url}/decision`, order, session);
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('The request is EXPIRED');
    expect(late.body).toMatch(new RegExp(`href="[^"]*${url}">Back to the request`));
  });

  it('lets the holder of an API key look, and decide nothing', async () => {
    const { test, request } = await start();
    const page = await test.app.inject({
      url: `/approvals/${request.id}`,
      headers: { ...HTML, ...bearer() },
    });
    expect(page.body).toContain('names no person');
    expect(page.body).not.toContain('value="approve"');
    const forced = await send(
      test,
      `/approvals/${request.id}/decision`,
      { verdict: 'approve', seenHash: request.hashes.artifact },
      bearer(),
    );
    expect(forced.statusCode).toBe(403);
    expect(await statusOf(test, request)).toBe('PENDING');
  });

  it('is no place for who asked to decide, whatever key they have', async () => {
    const { test, request } = await start();
    const session = await signIn(test, await keyOf(test, ERIN.id));
    const page = await test.app.inject({
      url: `/approvals/${request.id}`,
      headers: { ...HTML, ...session },
    });
    expect(page.body).not.toContain('value="approve"');
    expect(page.body).toContain('Take the request back');
    const forced = await send(
      test,
      `/approvals/${request.id}/decision`,
      { verdict: 'approve', seenHash: request.hashes.artifact },
      session,
    );
    expect(forced.statusCode).toBe(403);
    expect(forced.body).toContain('You asked for this yourself');
  });

  it('is not decided on by another site, by a link, or without a session', async () => {
    const { test, request } = await start();
    const session = await signIn(test, await keyOf(test, 'mary@example.com'));
    const path = `/approvals/${request.id}/decision`;
    const fields = { verdict: 'approve', seenHash: request.hashes.artifact };
    const foreign = await send(test, path, fields, { ...session, origin: 'https://evil.example' });
    expect(foreign.statusCode).toBe(403);
    expect((await send(test, path, fields, {})).statusCode).toBe(401);
    const link = await test.app.inject({
      url: `${path}?verdict=approve`,
      headers: { ...HTML, ...session },
    });
    expect(link.statusCode).toBe(405);
    expect(await statusOf(test, request)).toBe('PENDING');
  });

  it('shows texts from AWS as they are', async () => {
    const draft = draftOf();
    const plan = { ...draft.plan, title: POISON, purpose: POISON };
    const { test, request } = await start({ plan });
    for (const url of ['/approvals', `/approvals/${request.id}`]) {
      const page = await test.app.inject({ url, headers: { ...HTML, ...bearer() } });
      expect(page.body).not.toContain('<script>alert');
      expect(page.body).toContain('&lt;script&gt;alert(1)');
    }
  });

  it('says what is wrong with what it is sent', async () => {
    const { test, request } = await start();
    const session = await signIn(test, await keyOf(test, 'mary@example.com'));
    const path = `/approvals/${request.id}`;
    const hash = request.hashes.artifact;
    const answers = await Promise.all([
      send(test, '/approvals/none/decision', { verdict: 'approve', seenHash: hash }, session),
      send(test, `${path}/decision`, { verdict: 'maybe', seenHash: hash }, session),
      send(test, `${path}/decision`, { verdict: 'approve' }, session),
      send(
        test,
        `${path}/decision`,
        { verdict: 'approve', seenHash: `sha256:${'0'.repeat(64)}` },
        session,
      ),
      send(test, `${path}/settle`, { outcome: 'SUCCEEDED', comment: 'I looked' }, session),
      send(test, `${path}/execute`, {}, session),
      send(test, `${path}/decision`, { verdict: 'approve', seenHash: hash, more: 'x' }, session),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([
      404, 422, 422, 409, 409, 409, 422,
    ]);
  });
});

describe('the inbox', () => {
  it('holds what waits for whoever looks, and all else below', async () => {
    const { test, request } = await start();
    const waiting = async (key: string) => {
      const page = await test.app.inject({
        url: '/approvals',
        headers: { ...HTML, ...(await signIn(test, key)) },
      });
      return page.body.split('id="panel-recent"')[0]?.includes(request.id);
    };
    expect(await waiting(await keyOf(test, 'mary@example.com'))).toBe(true);
    expect(await waiting(await keyOf(test, 'eve@example.com', []))).toBe(false);
    expect(await waiting(await keyOf(test, ERIN.id))).toBe(false);
  });

  it('is told live of what changes', async () => {
    const { test, request, draft } = await start();
    const session = await signIn(test, await keyOf(test, 'mary@example.com'));
    await test.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = test.app.server.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/approvals`, { headers: session });
    onTestFinished(() => socket.terminate());
    await new Promise((resolve) => socket.once('open', resolve));
    const heard = new Promise((resolve) =>
      socket.once('message', (data) => resolve((data as Buffer).toString())),
    );
    const mary = {
      id: 'mary@example.com',
      name: null,
      groups: ['approvers'],
      proof: 'oidc',
    } as const;
    await test.services.approvals.approvals.decide(request.id, approvalOf(draft.plan), mary);
    expect(await heard).toBe('{"type":"changed"}');
  });
});

describe('the API', () => {
  it('lists, shows and takes decisions of people with personal keys', async () => {
    const { test, request } = await start();
    const headers = bearer(await keyOf(test, 'mary@example.com'));
    const list = await test.app.inject({
      url: '/api/approvals?status=pending&waiting=me',
      headers,
    });
    expect(list.json().approvals.map(({ id }: ApprovalRequest) => id)).toEqual([request.id]);
    const one = await test.app.inject({ url: `/api/approvals/${request.id}`, headers });
    expect(one.json().approval.hashes).toEqual(request.hashes);
    const payload = { verdict: 'approve', seenHash: request.hashes.artifact };
    const url = `/api/approvals/${request.id}/decision`;
    const taken = await test.app.inject({ method: 'POST', url, headers, payload });
    expect(taken.json()).toMatchObject({ approval: { status: 'APPROVED' } });
    const again = await test.app.inject({ method: 'POST', url, headers, payload });
    expect([again.statusCode, typeof again.json().detail]).toEqual([409, 'string']);
  });

  it('lets an API key list, and refuses its decisions and bad questions', async () => {
    const { test, request } = await start();
    const get = (url: string) => test.app.inject({ url, headers: bearer() });
    expect((await get('/api/approvals')).json().approvals).toHaveLength(1);
    for (const query of ['status=open', 'limit=0', 'limit=9999', 'order=up']) {
      expect((await get(`/api/approvals?${query}`)).statusCode).toBe(422);
    }
    expect((await get('/api/approvals/none')).statusCode).toBe(404);
    const payload = { verdict: 'approve', seenHash: request.hashes.artifact };
    const url = `/api/approvals/${request.id}/decision`;
    expect(
      (await test.app.inject({ method: 'POST', url, headers: bearer(), payload })).statusCode,
    ).toBe(403);
    expect((await test.app.inject({ url: '/api/approvals' })).statusCode).toBe(401);
  });

  it('opens nothing else to a personal key', async () => {
    const { test } = await start();
    const headers = bearer(await keyOf(test, 'mary@example.com'));
    for (const url of ['/models', '/pipelines', '/policy', '/metrics']) {
      expect((await test.app.inject({ url, headers })).statusCode).toBe(401);
    }
  });
});
