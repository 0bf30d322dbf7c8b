import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { definePipe } from '../contracts/plugin.ts';
import { bearer, startTestApp, type TestApp } from '../test/start-test-app.ts';

const ENABLED = { XOPS_CODE_UPLOAD: '1', XOPS_CODE_UPLOAD_MAX_BYTES: '2000' };

function moduleOf(id: string, answer = 'one'): string {
  return `export default ({ definePipe, Type }) => definePipe({ id: '${id}', name: '${answer}', valves: Type.Object({ n: Type.Integer({ default: 1 }) }), pipe: () => '${answer}' });`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

interface Upload {
  readonly name: string;
  readonly source: string;
  readonly field?: string;
  readonly query?: string;
}

function upload({ app }: TestApp, { name, source, field = 'file', query = '' }: Upload) {
  const boundary = 'x-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return app.inject({
    method: 'POST',
    url: `/pipelines/upload${query}`,
    headers: { ...bearer(), 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${head}${source}\r\n--${boundary}--\r\n`,
  });
}

function add({ app }: TestApp, payload: object) {
  return app.inject({ method: 'POST', url: '/pipelines/add', headers: bearer(), payload });
}

function remove({ app }: TestApp, payload: object) {
  return app.inject({ method: 'DELETE', url: '/pipelines/delete', headers: bearer(), payload });
}

function names({ services }: TestApp): readonly string[] {
  return services.plugins.directory.models().map(({ name }) => name);
}

function files({ folder }: TestApp): Promise<readonly string[]> {
  return readdir(path.join(folder, 'pipelines'));
}

describe('as long as the admin has not allowed it', () => {
  it('upload, add and delete answer why, and nothing changes', async () => {
    const test = await startTestApp({ files: { 'p.mjs': moduleOf('p') } });
    const answers = await Promise.all([
      upload(test, { name: 'q.mjs', source: moduleOf('q') }),
      add(test, { url: 'https://example.com/q.mjs' }),
      remove(test, { id: 'p' }),
    ]);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(403);
      expect(answer.json().detail).toMatch(/disabled, because it runs code.*XOPS_CODE_UPLOAD=1/);
    }
    expect(await files(test)).toEqual(['p.mjs']);
  });
});

describe('uploading', () => {
  it('keeps a module that loads, serves it at once, and answers its checksum', async () => {
    const test = await startTestApp({ environment: ENABLED });
    const source = moduleOf('p');
    const answer = await upload(test, { name: 'p.mjs', source });
    expect(answer.json()).toEqual({
      status: true,
      detail: expect.stringMatching(/^Pipeline uploaded successfully to .*p\.mjs$/),
      id: 'p',
      sha256: sha256(source),
    });
    expect(names(test)).toEqual(['one']);
    await upload(test, { name: 'p.mjs', source: moduleOf('p', 'two') });
    expect(names(test)).toEqual(['two']);
    expect(await files(test)).toEqual(['p.mjs']);
  });

  it('takes a module away again that does not load, and puts back what was there', async () => {
    const test = await startTestApp({ environment: ENABLED, files: { 'p.mjs': moduleOf('p') } });
    const broken = await upload(test, { name: 'p.mjs', source: 'throw new Error("no");' });
    expect([broken.statusCode, broken.json()]).toEqual([
      400,
      { detail: 'The pipeline was not kept: no' },
    ]);
    const other = await upload(test, { name: 'q.ts', source: 'export default 42;' });
    expect(other.json().detail).toMatch(/not kept: .*no default export/);
    const duplicate = await upload(test, { name: 'r.mjs', source: moduleOf('p', 'thief') });
    expect(duplicate.json().detail).toMatch(/Another plugin has the id "p"/);
    expect(await files(test)).toEqual(['p.mjs']);
    expect(await readFile(path.join(test.folder, 'pipelines', 'p.mjs'), 'utf8')).toBe(
      moduleOf('p'),
    );
    expect(names(test)).toEqual(['one']);
  });

  it.each([
    ['p.py', 400, /Python modules are not run here/],
    ['p.txt', 400, /ends in \.ts, \.js or \.mjs/],
    ['p', 400, /ends in/],
    ['.hidden.mjs', 400, /named with letters/],
    ['a b.mjs', 400, /named with letters/],
    ['..', 400, /named with letters/],
    [`${'x'.repeat(100)}.mjs`, 400, /named with letters/],
  ])('refuses the file name %s', async (name, status, message) => {
    const test = await startTestApp({ environment: ENABLED });
    const answer = await upload(test, { name, source: moduleOf('p') });
    expect(answer.statusCode).toBe(status);
    expect(answer.json().detail).toMatch(message);
    expect(await files(test)).toEqual([]);
  });

  it.each(['../evil.mjs', '/tmp/evil.mjs', '../../pipelines/../evil.mjs'])(
    'writes %s nowhere but into the directory',
    async (name) => {
      const test = await startTestApp({ environment: ENABLED });
      await upload(test, { name, source: moduleOf('evil') });
      expect(await files(test)).toEqual(['evil.mjs']);
      expect(await readdir(test.folder)).not.toContain('evil.mjs');
    },
  );

  it('checks the checksum that was given', async () => {
    const test = await startTestApp({ environment: ENABLED });
    const source = moduleOf('p');
    const wrong = await upload(test, { name: 'p.mjs', source, query: `?sha256=${'0'.repeat(64)}` });
    expect([wrong.statusCode, wrong.json().detail]).toEqual([
      400,
      expect.stringContaining(`has SHA-256 ${sha256(source)}`),
    ]);
    const malformed = await upload(test, { name: 'p.mjs', source, query: '?sha256=abc' });
    expect(malformed.statusCode).toBe(422);
    const query = `?sha256=${sha256(source).toUpperCase()}`;
    expect((await upload(test, { name: 'p.mjs', source, query })).statusCode).toBe(200);
  });

  it('refuses large files and forms without the file', async () => {
    const test = await startTestApp({ environment: ENABLED });
    const large = await upload(test, { name: 'p.mjs', source: `//${'x'.repeat(3000)}` });
    expect([large.statusCode, large.json().detail]).toEqual([
      413,
      expect.stringMatching(/larger than 2000 bytes.*XOPS_CODE_UPLOAD_MAX_BYTES/),
    ]);
    const other = await upload(test, { name: 'p.mjs', source: moduleOf('p'), field: 'attachment' });
    expect(other.statusCode).toBe(422);
    const json = await test.app.inject({
      method: 'POST',
      url: '/pipelines/upload',
      headers: bearer(),
      payload: { file: 'x' },
    });
    expect(json.json().detail).toMatch(/multipart form with a part "file"/);
  });
});

describe('adding by URL', () => {
  const download = (url: URL) => Promise.resolve(Buffer.from(moduleOf('p', url.href)));

  it('keeps what it fetched, from the raw file behind a page of GitHub', async () => {
    const test = await startTestApp({ environment: ENABLED, download });
    const answer = await add(test, { url: 'https://github.com/o/r/blob/main/dir/p.mjs' });
    expect(answer.json()).toMatchObject({ status: true, id: 'p' });
    expect(names(test)).toEqual(['https://raw.githubusercontent.com/o/r/main/dir/p.mjs']);
  });

  it.each([
    ['https://example.com/p.py', /Python modules are not run here/],
    ['https://example.com/', /ends in/],
    ['not a url', /is refused: it is not a URL/],
  ])('refuses %s', async (url, message) => {
    const test = await startTestApp({ environment: ENABLED, download });
    const answer = await add(test, { url });
    expect([answer.statusCode, answer.json().detail]).toEqual([
      400,
      expect.stringMatching(message),
    ]);
  });

  it.each(['http://example.com/p.mjs', 'https://169.254.169.254/p.mjs', 'https://localhost/p.mjs'])(
    'does not go to %s',
    async (url) => {
      const test = await startTestApp({ environment: ENABLED });
      const answer = await add(test, { url });
      expect([answer.statusCode, answer.json().detail]).toEqual([
        400,
        expect.stringMatching(/^The URL is refused/),
      ]);
    },
  );

  it('checks the checksum, and that the request says what to add', async () => {
    const test = await startTestApp({ environment: ENABLED, download });
    const url = 'https://example.com/p.mjs';
    expect((await add(test, { url, sha256: '0'.repeat(64) })).json().detail).toMatch(/SHA-256/);
    expect((await add(test, {})).statusCode).toBe(422);
    expect(await files(test)).toEqual([]);
  });
});

describe('deleting', () => {
  it('takes the file and its valves away', async () => {
    const test = await startTestApp({ environment: ENABLED, files: { 'p.mjs': moduleOf('p') } });
    await test.services.plugins.updateValves('p', { n: 5 });
    const answer = await remove(test, { id: 'p' });
    expect(answer.json()).toEqual({ status: true, detail: 'Pipeline p deleted successfully' });
    expect(await files(test)).toEqual([]);
    const [{ json } = { json: '' }] = await test.services.audit.latest(1);
    expect(json).toContain('"kind":"pipeline.code.removed"');
    await test.writePlugin('p.mjs', moduleOf('p'));
    await test.services.plugins.reload();
    expect(test.services.plugins.valves('p')).toEqual({ n: 1 });
  });

  it('takes away a file that never loaded, by its name', async () => {
    const test = await startTestApp({ environment: ENABLED, files: { 'bad.py': 'x' } });
    expect((await remove(test, { id: 'bad' })).statusCode).toBe(200);
    expect(await files(test)).toEqual([]);
  });

  it('refuses unknown and built-in plugins', async () => {
    const builtin = definePipe({
      id: 'own',
      name: 'Own',
      description: 'x',
      valves: Type.Object({}),
      pipe: () => '',
    });
    const test = await startTestApp({ environment: ENABLED, plugins: [builtin] });
    const unknown = await remove(test, { id: '../../etc/passwd' });
    expect([unknown.statusCode, unknown.json()]).toEqual([
      404,
      { detail: 'Pipeline ../../etc/passwd not found' },
    ]);
    expect((await remove(test, { id: 'own' })).json().detail).toMatch(/built in/);
  });
});
