import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportFormat } from '../contracts/reports.ts';
import { type ReportMatter, reportContent } from '../flows/xops/report-content.ts';
import { fakeResult } from '../test/fake-analyzers.ts';
import { bearer, startTestApp, TEST_KEY, type TestAppOptions } from '../test/start-test-app.ts';

const KEYS = JSON.stringify([{ name: 'bot', key: 'key-with-only-chat-scope', scopes: ['chat'] }]);

const MATTER: ReportMatter = {
  title: null,
  question: 'idle EC2',
  understoodAs: '',
  results: [fakeResult(3)],
  failures: [],
  recommendations: [],
  awsSource: { kind: 'sample', label: 'sample organisation' },
};

/** A server with one kept report, and the path of its link. */
async function startWithReport(format: ReportFormat, options: TestAppOptions = {}) {
  const { app, services, folder } = await startTestApp(options);
  const content = reportContent(MATTER, format, { currencyDecimals: 2 });
  const written = await services.evidence.reports.write(content, format, { createdBy: 'u1' });
  const url = new URL(written.url);
  const get = (link: string, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({ url: link, headers });
  return { app, folder, written, url, get, link: url.pathname + url.search };
}

describe('GET /evidence/{id}/{file}', () => {
  it.each(['csv', 'json', 'xlsx', 'pdf'] as const)('downloads %s by its link', async (format) => {
    const { get, link, written } = await startWithReport(format);
    const answer = await get(link);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.length).toBe(written.bytes);
    expect(answer.headers).toMatchObject({
      'content-disposition': `attachment; filename="${written.file}"`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, no-store',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    });
  });

  it('shows HTML in a sandbox', async () => {
    const { get, link } = await startWithReport('html');
    const answer = await get(link);
    expect(answer.headers['content-disposition']).toMatch(/^inline;/);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toMatch(/^sandbox;.*frame-ancestors 'none'$/);
    expect(answer.body).toContain('<h1>Idle EC2 instances</h1>');
  });

  it('refuses a link that ended or was changed, with a detail that says what to do', async () => {
    let now = new Date('2026-11-23T04:00:00Z');
    const { get, link } = await startWithReport('csv', { clock: { now: () => now } });
    const forged = await get(link.replace('.csv', '.pdf'));
    expect([forged.statusCode, forged.json().detail]).toEqual([
      403,
      expect.stringMatching(/not one that was signed here.*ask for the report again/),
    ]);
    now = new Date('2026-11-24T04:00:01Z');
    const ended = await get(link);
    expect([ended.statusCode, ended.json().detail]).toEqual([
      403,
      'This link ended at 2026-11-24T04:00:00.000Z. Ask for the report again.',
    ]);
  });

  it('is opened by a key with the scope admin, and by no other key', async () => {
    const environment = { XOPS_KEYS: KEYS };
    const { get, url } = await startWithReport('csv', { environment });
    const call = async (headers: Readonly<Record<string, string>>) =>
      (await get(url.pathname, headers)).statusCode;
    expect(await call(bearer(TEST_KEY))).toBe(200);
    expect(await call({})).toBe(403);
    expect(await call(bearer('wrong'))).toBe(401);
    expect(await call(bearer('key-with-only-chat-scope'))).toBe(403);
  });

  it('lets a bad signature stand or fall by itself, whatever key comes with it', async () => {
    const { get, url } = await startWithReport('csv');
    const answer = await get(`${url.pathname}?expires=1&signature=x`, bearer(TEST_KEY));
    expect(answer.statusCode).toBe(403);
  });

  it('leads nowhere else, even with the key', async () => {
    const { get, url, folder } = await startWithReport('csv');
    await writeFile(path.join(folder, 'data/evidence/secret.csv'), 'x');
    const id = url.pathname.split('/')[2] ?? '';
    for (const place of [
      `/evidence/${id}/..%2f..%2fsecret.csv`,
      `/evidence/..%2f${id}/manifest.json`,
      `/evidence/%2e%2e/secret.csv`,
      `/evidence/..%2f..%2f..%2fetc/passwd`,
      `/evidence/${id}/`,
      `/evidence/${id}`,
      '/evidence/',
      '/evidence',
      `/evidence/${id}/other.csv`,
      `/evidence/${id}/%00.csv`,
      `/v1${url.pathname}`,
    ]) {
      const { statusCode } = await get(place, bearer(TEST_KEY));
      expect([place, statusCode]).toEqual([place, 404]);
    }
  });

  it('does not hand out a file that was changed', async () => {
    const { get, link, url, folder } = await startWithReport('csv');
    const [, , id = '', name = ''] = url.pathname.split('/');
    const file = path.join(folder, 'data/evidence/reports', id, name);
    await writeFile(file, 'forged');
    const answer = await get(link);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('forged');
  });

  it('signs with a private key of its own, made at the first link', async () => {
    const { folder } = await startTestApp();
    const file = (home: string) => path.join(home, 'data/link-key');
    await expect(stat(file(folder))).rejects.toThrow(/ENOENT/);
    const withReport = await startWithReport('csv');
    expect((await stat(file(withReport.folder))).mode & 0o777).toBe(0o600);
    const key = (await readFile(file(withReport.folder), 'utf8')).trim();
    expect(key).not.toBe('');
    expect(withReport.link).not.toContain(key);
  });
});

describe('links', () => {
  it('name the address that the settings name', async () => {
    const environment = { XOPS_PUBLIC_URL: 'https://ops.example/xops/' };
    const { written } = await startWithReport('csv', { environment });
    expect(written.url).toMatch(/^https:\/\/ops\.example\/xops\/evidence\/\d{8}-/);
  });

  it('name the address on which the server listens where the settings name none', async () => {
    const { services } = await startTestApp();
    services.evidence.listensAt('http://127.0.0.1:4711');
    const content = reportContent(MATTER, 'csv', { currencyDecimals: 2 });
    const { url } = await services.evidence.reports.write(content, 'csv', { createdBy: 'u1' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4711\/evidence\//);
  });

  it('last as long as the settings say', async () => {
    const environment = { XOPS_EVIDENCE_LINK_HOURS: '2' };
    const clock = { now: () => new Date('2026-11-23T04:00:00Z') };
    const { written } = await startWithReport('csv', { environment, clock });
    expect(written.expires).toBe('2026-11-23T06:00:00.000Z');
  });
});
