import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Type } from 'typebox';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bannerText } from './banner.ts';
import { type Environment, readConfig } from './config.ts';
import { definePipe } from './contracts/plugin.ts';
import { startServer } from './start-server.ts';
import { createFakeAnalyzers } from './test/fake-analyzers.ts';
import { createFakeFocus } from './test/fake-focus.ts';

const common = { description: 'A pipe.', valves: Type.Object({}) };
const counting = definePipe({
  ...common,
  id: 'counting',
  name: 'Counting',
  async *pipe() {
    for (const number of ['one ', 'two ', 'three']) {
      yield number;
      await wait(60);
    }
  },
});
let aborted = false;
const stuck = definePipe({
  ...common,
  id: 'stuck',
  name: 'Stuck',
  async *pipe(_input, { signal }) {
    yield 'begun';
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    aborted = true;
  },
});

async function start(environment: Environment = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-start-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'xops.yaml');
  await writeFile(file, '');
  const variables = { PORT: '0', DATA_DIR: folder, PIPELINES_DIR: folder, LOG_LEVEL: 'silent' };
  const server = await startServer(readConfig({ ...variables, ...environment }, { file }), {
    plugins: [counting, stuck],
    analyzers: {
      analyzers: createFakeAnalyzers(),
      focus: createFakeFocus(),
      awsSource: { kind: 'sample', label: 'sample organisation' },
      close: () => Promise.resolve(),
    },
  });
  const chat = (model: string) =>
    fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.services.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'count' }] }),
    });
  return { server, chat, folder };
}

describe('stopping the server', () => {
  it('lets a running answer finish and takes no new one', async () => {
    const { server, chat } = await start();
    const answer = await chat('counting');
    const closing = server.close();
    await wait(20);
    const late = await chat('counting').then(
      ({ status }) => status,
      () => 'refused',
    );
    expect([503, 'refused']).toContain(late);
    expect(await answer.text()).toMatch(/one .*two .*three.*\[DONE\]/s);
    const finished = performance.now();
    await closing;
    expect(performance.now() - finished).toBeLessThan(2000);
  });

  it('cuts off what does not end in time, and tells the pipe', async () => {
    const { server, chat } = await start({ XOPS_DRAIN_MS: '100' });
    const answer = await chat('stuck');
    const body = answer.text().catch(() => 'cut off');
    const begun = performance.now();
    await server.close();
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(await body).toBe('cut off');
    await vi.waitFor(() => expect(aborted).toBe(true));
  });

  it('keeps valves that were changed for the next start', async () => {
    const { server, folder } = await start();
    await server.services.valvesStore.write('counting', { n: 1 });
    await server.close();
    const again = await start({ DATA_DIR: folder });
    expect(await again.server.services.valvesStore.read('counting')).toEqual({ n: 1 });
    expect(again.server.services.adminKey).toBe(server.services.adminKey);
    await again.server.close();
  });
});

describe('starting the server', () => {
  it('says when the port is taken, and leaves nothing running', async () => {
    const { server } = await start();
    const port = new URL(server.url).port;
    await expect(start({ PORT: port })).rejects.toThrow(/EADDRINUSE/);
    await server.close();
  });

  it('refuses faults that it cannot read, and leaves the store closed', async () => {
    const { server, folder } = await start();
    await server.close();
    const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', XOPS_SAMPLE_FAULTS: 'ce' });
    await expect(startServer(config, { plugins: [] })).rejects.toThrow(/XOPS_SAMPLE_FAULTS/);
  });

  it('shows no key that was set', () => {
    const config = readConfig({ PORT: '0', PIPELINES_API_KEY: 'hush-hush-hush-hush' });
    const key = 'hush-hush-hush-hush';
    const text = bannerText({ url: 'http://127.0.0.1:1', key, config, models: [] });
    expect(text).toContain('Key  $PIPELINES_API_KEY\n');
    expect(text).not.toContain('hush');
  });

  it('shows how to connect and what to try', async () => {
    const config = readConfig({ PORT: '0' });
    const text = bannerText({ url: 'http://127.0.0.1:1', key: 'the-key', config, models: [] });
    expect(text).toContain('URL  http://127.0.0.1:1\n');
    expect(text).toContain('Key  the-key\n');
    expect(text).toContain('sample organisation');
    expect(text).toContain('written without a model');
    expect(text).toContain('npm run xops -- doctor');
    expect(text).toContain(
      'curl http://127.0.0.1:1/v1/chat/completions -H "Authorization: Bearer the-key"',
    );
  });
});
