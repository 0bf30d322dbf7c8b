import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { Type } from 'typebox';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { ask, launchBrowser, openChat, openPage, screenshot } from './harness/browser.ts';
import { CONNECTION_KEY } from './harness/open-webui.ts';
import { adminClient, post, readJson } from './harness/open-webui-client.ts';
import { runCli } from './harness/xops-cli.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const Id = Type.Object({ id: Type.String() });
const Token = Type.Object({ token: Type.String(), id: Type.String() });
const Bases = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), description: Type.String() })),
});
const Files = Type.Object({ total: Type.Number() });
const Completion = Type.Object({
  choices: Type.Array(Type.Object({ message: Type.Object({ content: Type.String() }) })),
});
const Settings = Type.Record(Type.String(), Type.Unknown());

/** Words that stand nowhere else. */
const UPLOAD =
  'To recalibrate the flux turbine of the Wollongong depot, turn the brass valve twice.';
const QUESTION = 'How do we recalibrate the flux turbine of the Wollongong depot?';

let xops: XopsServer;
let browser: Browser;
const admin = adminClient();

beforeAll(async () => {
  xops = await startXops({
    environment: {
      OPEN_WEBUI_URL: inject('openWebuiUrl'),
      OPEN_WEBUI_API_KEY: inject('adminToken'),
      XOPS_UPLOADS_EVERY_SECONDS: '1',
    },
  });
  const before = await useOurDocuments();
  browser = await launchBrowser();
  return async () => {
    await admin.request('/api/v1/retrieval/config/update', post(before));
    await browser.close();
    await xops.stop();
  };
}, 120_000);

/** What `xops connect --documents` sets; the one Open WebUI of all tests begins without any retrieval. */
async function useOurDocuments() {
  const config = '/api/v1/retrieval/config';
  const before = await readJson(await admin.request(config), Settings);
  const names = ['BYPASS_EMBEDDING_AND_RETRIEVAL', 'CONTENT_EXTRACTION_ENGINE', 'CHUNK_SIZE'];
  const wanted = {
    BYPASS_EMBEDDING_AND_RETRIEVAL: false,
    CONTENT_EXTRACTION_ENGINE: 'external',
    EXTERNAL_DOCUMENT_LOADER_URL: `${xops.url}/loader`,
    EXTERNAL_DOCUMENT_LOADER_API_KEY: CONNECTION_KEY,
    ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: false,
    CHUNK_SIZE: 2000,
    CHUNK_OVERLAP: 0,
  };
  const embedding = {
    RAG_EMBEDDING_ENGINE: 'openai',
    RAG_EMBEDDING_MODEL: 'hash-1024-1',
    RAG_EMBEDDING_BATCH_SIZE: 32,
    openai_config: { url: `${xops.url}/v1`, key: CONNECTION_KEY },
  };
  await taken('/api/v1/retrieval/embedding/update', embedding);
  await taken(`${config}/update`, wanted);
  return Object.fromEntries(names.map((name) => [name, before[name]]));
}

async function taken(pathname: string, body: object): Promise<void> {
  const answer = await admin.request(pathname, post(body));
  expect(answer.status, await answer.text()).toBe(200);
}

function call(token: string, pathname: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(`${inject('openWebuiUrl')}${pathname}`, { ...init, headers });
}

async function askAs(token: string, text: string): Promise<string> {
  const body = { model: 'xops', stream: false, messages: [{ role: 'user', content: text }] };
  const answer = await call(token, '/api/chat/completions', post(body));
  return (await readJson(answer, Completion)).choices[0]?.message.content ?? '';
}

async function addUser(name: string) {
  const email = `${name}-${randomUUID().slice(0, 8)}@example.com`;
  const body = { name, email, password: 'a-password', role: 'user' };
  return await readJson(await admin.request('/api/v1/auths/add', post(body)), Token);
}

async function publish() {
  const { code, out, err } = await runCli(
    ['knowledge', 'publish', 'xops-sops', '--public', '--json'],
    {
      OPEN_WEBUI_URL: inject('openWebuiUrl'),
      OPEN_WEBUI_API_KEY: inject('adminToken'),
      PIPELINES_API_KEY: CONNECTION_KEY,
      DATA_DIR: path.join(xops.folder, 'data'),
    },
  );
  expect(code, err).toBe(0);
  const [outcome] = JSON.parse(out) as [Record<string, number | string>];
  return outcome;
}

/** The bytes of a PDF with one paragraph, as a browser prints it. */
async function printed(text: string): Promise<Buffer> {
  const page = await browser.newPage();
  await page.setContent(`<h1>Depot</h1><p>${text}</p>`);
  const pdf = await page.pdf();
  await page.close();
  return pdf;
}

async function baseOf(mark: string): Promise<string> {
  const { items } = await readJson(await admin.request('/api/v1/knowledge/?page=1'), Bases);
  return items.find(({ description }) => description.includes(mark))?.id ?? '';
}

async function filesOf(baseId: string): Promise<number> {
  const answer = await admin.request(`/api/v1/knowledge/${baseId}/files?page=1`);
  return (await readJson(answer, Files)).total;
}

describe('SOPs in Open WebUI', () => {
  test('are published, stand in the browser, and are published again without a change', {
    timeout: 240_000,
  }, async () => {
    const first = await publish();
    expect(first?.['added']).toBeGreaterThan(40);
    expect(first?.['failed']).toEqual([]);
    const base = await baseOf('[xops:xops-sops]');
    expect(await filesOf(base)).toBe(first?.['added']);
    expect(await publish()).toMatchObject({ added: 0, changed: 0, removed: 0 });
    const page = await openPage(browser);
    await page.goto(`/workspace/knowledge/${base}`);
    await page.getByText('incidents').first().waitFor();
    await screenshot(page, { name: 'knowledge-base' });
  });

  test('come back after Open WebUI was reindexed and the base was reset', {
    timeout: 240_000,
  }, async () => {
    const base = await baseOf('[xops:xops-sops]');
    const files = await filesOf(base);
    await taken('/api/v1/knowledge/reindex', {});
    expect(await filesOf(base)).toBe(files);
    await taken(`/api/v1/knowledge/${base}/reset`, {});
    expect(await filesOf(base)).toBe(0);
    expect(await askAs(inject('adminToken'), 'How do we release an unused Elastic IP?')).toContain(
      'The SOP **Remove idle resources** says',
    );
    expect(await publish()).toMatchObject({ added: files });
  });
});

describe('a question for the procedures', () => {
  test('is answered with steps and a citation that opens', { timeout: 120_000 }, async () => {
    const page = await openPage(browser);
    await openChat(page, 'xOps');
    const answer = await ask(page, 'How do we respond to a leaked access key?');
    await expect.poll(() => answer.innerText()).toMatch(/The SOP .+ says/);
    await screenshot(page, { name: 'knowledge-answer', height: 1800 });
    await answer
      .getByRole('button', { name: /sources?$/i })
      .first()
      .click();
    await page
      .getByRole('button', { name: /threat|leaked|Respond/i })
      .first()
      .click();
    await page.getByRole('dialog').getByText('Deactivate it now').waitFor();
    await screenshot(page, { name: 'knowledge-citation', height: 1400 });
  });

  test('names the SOP of every option', { timeout: 120_000 }, async () => {
    const text = await askAs(inject('adminToken'), 'Show me idle EC2 across all accounts');
    expect(text).toMatch(/SOP for (?:option|all options).*Remove idle resources/);
  });
});

describe('what people upload', () => {
  test('answers those who may read it in Open WebUI, and nobody else', {
    timeout: 240_000,
  }, async () => {
    const [ann, bob] = [await addUser('Ann'), await addUser('Bob')];
    const created = await admin.request(
      '/api/v1/knowledge/create',
      post({ name: 'Depots', description: 'Private', access_grants: [] }),
    );
    const { id } = await readJson(created, Id);
    const page = await openPage(browser);
    await page.goto(`/workspace/knowledge/${id}`);
    const file = { name: 'depot.pdf', mimeType: 'application/pdf', buffer: await printed(UPLOAD) };
    // The page takes files only once it knows its knowledge base, without a sign of it.
    await page.getByPlaceholder('Search Collection').first().waitFor();
    await page.waitForTimeout(1000);
    await page.locator('input[type=file]').first().setInputFiles(file);
    await vi.waitFor(async () => expect(await filesOf(id)).toBe(1), {
      timeout: 60_000,
      interval: 500,
    });
    await screenshot(page, { name: 'knowledge-upload' });
    const asAdmin = () => askAs(inject('adminToken'), QUESTION);
    await vi.waitFor(async () => expect(await asAdmin()).toContain('brass valve'), {
      timeout: 60_000,
      interval: 1000,
    });
    expect(await askAs(ann.token, QUESTION)).not.toContain('brass valve');
    const grants = [{ principal_type: 'user', principal_id: ann.id, permission: 'read' }];
    await taken(`/api/v1/knowledge/${id}/access/update`, { access_grants: grants });
    expect(await askAs(ann.token, QUESTION)).toContain('brass valve');
    expect(await askAs(bob.token, QUESTION)).not.toContain('brass valve');
    await taken(`/api/v1/knowledge/${id}/access/update`, { access_grants: [] });
    expect(await askAs(ann.token, QUESTION)).not.toContain('brass valve');
    await admin.request(`/api/v1/knowledge/${id}/delete`, { method: 'DELETE' });
    await vi.waitFor(async () => expect(await asAdmin()).not.toContain('brass valve'), {
      timeout: 30_000,
      interval: 500,
    });
  });

  test('is refused with the reason where it holds a secret', { timeout: 60_000 }, async () => {
    const secret = ['aws_secret_access_key', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzKEYab'].join(
      ' = ',
    );
    const body = new FormData();
    const hash = createHash('sha256').update(secret).digest('hex');
    body.set('file', new Blob([`# Notes\n\n${secret}\n`], { type: 'text/markdown' }), 'notes.md');
    body.set('metadata', JSON.stringify({ file_hash: hash }));
    const pathname = '/api/v1/files/?process=true&process_in_background=false';
    const { id } = await readJson(await admin.request(pathname, { method: 'POST', body }), Id);
    const status = await admin.request(`/api/v1/files/${id}`);
    const text = await status.text();
    expect(text).toContain('holds a secret');
    expect(text).not.toContain('wJalrXUtnFEMI');
  });
});
