import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  defineFilter,
  defineManifold,
  definePipe,
  type ManifoldChild,
  type PipePlugin,
  type Plugin,
} from '../contracts/plugin.ts';
import { createMemoryValvesStore } from '../state/valves-store.ts';
import { createPluginHost, type PluginHost } from './plugin-host.ts';

const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let folder = '';
let store = createMemoryValvesStore();
const hosts: PluginHost[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-host-'));
  store = createMemoryValvesStore();
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  await rm(folder, { recursive: true, force: true });
});

async function host(builtin: readonly Plugin[] = [], refreshMs = 60_000): Promise<PluginHost> {
  const created = await createPluginHost({
    builtin,
    dir: folder,
    workDir: path.join(folder, 'work'),
    valvesStore: store,
    log,
    clock,
    hookTimeoutMs: 200,
    refreshMs,
  });
  hosts.push(created);
  return created;
}

function file(name: string, source: string): Promise<void> {
  return writeFile(path.join(folder, name), source);
}

function pipe(id: string, more: Partial<PipePlugin> = {}): PipePlugin {
  const base = { id, name: id, description: 'A pipe.', valves: Type.Object({}), pipe: () => id };
  return { ...definePipe(base), ...more };
}

function manifold(id: string, models: () => Promise<ManifoldChild[]> | ManifoldChild[]) {
  const base = { id, name: `${id}: `, description: 'A manifold.', valves: Type.Object({}) };
  return defineManifold({ ...base, models, pipe: (input) => input.modelId });
}

const limited = Type.Object({ limit: Type.Integer({ default: 3 }) });

function errorsOf(created: PluginHost): Record<string, string> {
  const failed = created.list().filter(({ error }) => error !== undefined);
  return Object.fromEntries(failed.map(({ id, error }) => [id, error ?? '']));
}

describe('modules of PIPELINES_DIR', () => {
  it('runs TypeScript and JavaScript modules made with the kit', async () => {
    await file(
      'a.ts',
      `import type { Nothing } from 'nowhere';
       interface Kit { definePipe: Function; Type: any }
       export default ({ definePipe, Type }: Kit) => definePipe({ id: 'a', name: 'A', description: 'x',
         valves: Type.Object({ n: Type.Integer({ default: 1 }) }), pipe: (input: { userMessage: string }) => input.userMessage as string });`,
    );
    await file('helper.txt', 'ignored');
    await file(
      'b.mjs',
      `export default { type: 'pipe', id: 'b', name: 'B', valves: { type: 'object', properties: {} }, pipe: () => 'b' };`,
    );
    await file(
      'c.js',
      `export default async (kit) => kit.definePipe({ id: 'c', name: 'C', valves: kit.Type.Object({}), pipe: () => 'c' });`,
    );
    const created = await host();
    expect(created.list()).toEqual([
      { id: 'a', name: 'a', type: 'pipe', valves: true },
      { id: 'b', name: 'b', type: 'pipe', valves: false },
      { id: 'c', name: 'c', type: 'pipe', valves: false },
    ]);
    expect(created.valves('a')).toEqual({ n: 1 });
  });

  it('isolates and reports each kind of broken module', async () => {
    const filterOf = (properties: string) =>
      `export default ({ defineFilter, Type }) => defineFilter({ id: 'f', name: 'F', valves: Type.Object({ ${properties} }) });`;
    const sources: Record<string, string> = {
      'bad-id.mjs': `export default { type: 'pipe', id: 'Bad Id', name: 'x', valves: {}, pipe() {} };`,
      'bad-valves.mjs': `export default ({ definePipe, Type }) => definePipe({ id: 'bv', name: 'x', valves: Type.Object({ a: Type.String() }), pipe() {} });`,
      'empty.mjs': '',
      'forever.mjs':
        'await new Promise(() => setInterval(() => undefined, 1000).unref()); export default 1;',
      'no-pipe.mjs': `export default { type: 'pipe', id: 'np', name: 'x', valves: { type: 'object', properties: {} } };`,
      'no-pipelines.mjs': filterOf('priority: Type.Integer({ default: 0 })'),
      'no-priority.mjs': filterOf(`pipelines: Type.Array(Type.String(), { default: ['*'] })`),
      'number.mjs': 'export default 42;',
      'old.py': 'class Pipeline: pass',
      'syntax.ts': 'export default {{{',
      'throws.mjs': 'throw new Error("at load");',
      'type-error.ts': 'const x: number = "not a number"; export default x;',
    };
    await Promise.all(Object.entries(sources).map(([name, source]) => file(name, source)));
    const created = await host([pipe('good')]);
    const errors = errorsOf(created);
    expect(created.directory.models().map(({ id }) => id)).toEqual(['good']);
    expect(Object.keys(errors)).toHaveLength(Object.keys(sources).length);
    expect(errors['bad-id']).toMatch(/id must be/);
    expect(errors['bad-valves']).toMatch(/"a" has no valid default/);
    expect(errors['empty']).toMatch(/no default export/);
    expect(errors['forever']).toMatch(/did not finish within 200 ms/);
    expect(errors['no-pipe']).toMatch(/pipe is not a function/);
    expect(errors['no-pipelines']).toMatch(/"pipelines"/);
    expect(errors['no-priority']).toMatch(/"priority"/);
    expect(errors['old']).toMatch(/Python modules are not run here/);
    expect(errors['throws']).toBe('at load');
  });

  it('starts without the directory, and when it is not a directory', async () => {
    await rm(folder, { recursive: true });
    expect((await host()).list()).toEqual([]);
    await writeFile(folder, 'a file');
    expect((await host([pipe('good')])).list()).toHaveLength(1);
  });

  it('gives an id to the first plugin that has it and reports the other', async () => {
    await file(
      'second.mjs',
      `export default ({ definePipe, Type }) => definePipe({ id: 'good', name: 'x', valves: Type.Object({}), pipe: () => 'second' });`,
    );
    const created = await host([pipe('good')]);
    expect(created.list()).toEqual([
      { id: 'good', name: 'good', type: 'pipe', valves: false },
      expect.objectContaining({ id: 'second', error: expect.stringMatching(/has the id "good"/) }),
    ]);
  });
});

describe('reload', () => {
  const version = (text: string) =>
    `export default ({ definePipe, Type }) => definePipe({ id: 'p', name: ${JSON.stringify(text)}, valves: Type.Object({}), pipe: () => '' });`;
  const nameOf = (created: PluginHost) => created.directory.models()[0]?.name;

  it.each(['p.ts', 'p.mjs', 'p.js'])('picks up edits, new and removed files (%s)', async (name) => {
    await file(name, version('one'));
    const created = await host();
    await file(name, version('two'));
    await file('q.mjs', version('three').replace("'p'", "'q'"));
    expect(nameOf(created)).toBe('one');
    await created.reload();
    expect(created.directory.models().map((model) => model.name)).toEqual(['two', 'three']);
    await unlink(path.join(folder, name));
    await created.reload();
    expect(nameOf(created)).toBe('three');
  });

  it('keeps the old plugins serving until the new ones have started', async () => {
    await file('p.mjs', version('one'));
    const created = await host();
    await file('p.mjs', `await new Promise((r) => setTimeout(r, 80));\n${version('two')}`);
    const reloading = created.reload();
    expect(nameOf(created)).toBe('one');
    await reloading;
    expect(nameOf(created)).toBe('two');
  });

  it('keeps built-in plugins running and starts failed ones again', async () => {
    const onStartup = vi.fn();
    const failing = vi.fn().mockRejectedValueOnce(new Error('not yet'));
    const created = await host([pipe('a', { onStartup }), pipe('b', { onStartup: failing })]);
    expect(errorsOf(created)).toEqual({ b: 'onStartup failed: not yet' });
    await created.reload();
    expect(onStartup).toHaveBeenCalledTimes(1);
    expect(failing).toHaveBeenCalledTimes(2);
    expect(errorsOf(created)).toEqual({});
  });

  it('keeps the old set when the file that must load does not', async () => {
    await file('p.mjs', version('one'));
    const created = await host();
    await file('p.mjs', 'throw new Error("no");');
    const reloading = created.reload({ mustLoad: path.join(folder, 'p.mjs') });
    await expect(reloading).rejects.toThrow('The pipeline was not kept: no');
    expect(nameOf(created)).toBe('one');
  });

  it('does one reload after the other', async () => {
    await file('p.mjs', version('one'));
    const created = await host();
    await Promise.all([created.reload(), created.reload(), created.reload()]);
    expect(created.list()).toHaveLength(1);
  });
});

describe('valves', () => {
  it('are persisted before the answer and survive a new host', async () => {
    const first = await host([pipe('a', { valves: limited })]);
    expect(await first.updateValves('a', { limit: '7' })).toEqual({ limit: 7 });
    expect(await store.read('a')).toEqual({ limit: 7 });
    expect((await host([pipe('a', { valves: limited })])).valves('a')).toEqual({ limit: 7 });
  });

  it('are told after load and after each change, and never after a refused one', async () => {
    const seen: unknown[] = [];
    const onValvesUpdated = ({ valves }: { valves: unknown }) => void seen.push(valves);
    const created = await host([pipe('a', { valves: limited, onValvesUpdated })]);
    await created.updateValves('a', { limit: 4 });
    await expect(created.updateValves('a', { limit: 'x' })).rejects.toMatchObject({ status: 422 });
    expect(seen).toEqual([{ limit: 3 }, { limit: 4 }]);
    expect(created.valves('a')).toEqual({ limit: 4 });
  });

  it('change one after the other, so that no update is lost', async () => {
    const valves = Type.Object({
      a: Type.Integer({ default: 0 }),
      b: Type.Integer({ default: 0 }),
    });
    const created = await host([pipe('p', { valves })]);
    await Promise.all([created.updateValves('p', { a: 1 }), created.updateValves('p', { b: 2 })]);
    expect(await store.read('p')).toEqual({ a: 1, b: 2 });
  });

  it('that the plugin cannot apply take it out of service until they are corrected', async () => {
    const onValvesUpdated = ({ valves }: { valves: unknown }) => {
      if ((valves as { limit: number }).limit > 5) throw new Error('too many');
    };
    const created = await host([pipe('a', { valves: limited, onValvesUpdated })]);
    const update = created.updateValves('a', { limit: 9 });
    await expect(update).rejects.toThrow(/saved, but .* too many/);
    expect(created.directory.findModel('a')).toBeNull();
    expect(created.directory.models()).toEqual([]);
    expect(errorsOf(created)['a']).toMatch(/too many/);
    await created.updateValves('a', { limit: 5 });
    expect(created.directory.findModel('a')).not.toBeNull();
  });

  it('of a store that fails change nothing', async () => {
    const created = await host([pipe('a', { valves: limited })]);
    store.write = () => Promise.reject(new Error('disk full'));
    await expect(created.updateValves('a', { limit: 9 })).rejects.toThrow('disk full');
    expect(created.valves('a')).toEqual({ limit: 3 });
  });

  it('that never stop being applied do not hold up the server', async () => {
    const onValvesUpdated = () => new Promise<void>(silent);
    const created = await host([pipe('a', { onValvesUpdated }), pipe('b')]);
    expect(errorsOf(created)['a']).toMatch(/onValvesUpdated of a did not finish within 200 ms/);
    expect(created.directory.findModel('b')).not.toBeNull();
  });
});

describe('the directory', () => {
  const children = [
    { id: 'x', name: 'X' },
    { id: 'y.z', name: 'YZ' },
    { id: 'a/b', name: 'AB' },
  ];

  it('lists the children of a manifold, not the manifold, and cuts ids at the first dot', async () => {
    const created = await host([manifold('m', () => children), pipe('p')]);
    const { directory } = created;
    expect(directory.models().map(({ id, name }) => [id, name])).toEqual([
      ['m.x', 'm: X'],
      ['m.y.z', 'm: YZ'],
      ['m.a/b', 'm: AB'],
      ['p', 'p'],
    ]);
    expect(directory.findModel('m.y.z')?.modelId).toBe('y.z');
    expect(directory.findModel('m.a/b')?.modelId).toBe('a/b');
    expect(directory.findModel('m')).toBeNull();
    expect(directory.findPlugin('m')?.plugin.id).toBe('m');
    expect(directory.findModel('m.nope')).toBeNull();
  });

  it('accepts a prefix before a known id, unless it could mean two', async () => {
    const created = await host([manifold('m', () => children), pipe('p'), pipe('x')]);
    const { directory } = created;
    expect(directory.findModel('team.p')?.modelId).toBe('p');
    expect(directory.findModel('team.eu.p')?.modelId).toBe('p');
    expect(directory.findModel('team.m.y.z')?.modelId).toBe('y.z');
    expect(directory.findModel('team.m.x')).toBeNull();
    expect(directory.findModel('m.p')).toBeNull();
    expect(directory.findModel('.p')?.modelId).toBe('p');
    expect(directory.findModel('')).toBeNull();
    expect(directory.findModel('team.')).toBeNull();
  });

  it('never waits for a manifold, and believes it until it has spoken', async () => {
    const created = await host([manifold('slow', () => new Promise(silent))]);
    expect(created.directory.models()).toEqual([]);
    expect(created.directory.findModel('slow.any')?.modelId).toBe('any');
  });

  it('keeps the models that are known when a manifold fails later, and takes new ones', async () => {
    const models = vi.fn<() => Promise<ManifoldChild[]>>();
    models.mockResolvedValueOnce([{ id: 'one', name: 'One' }]);
    models.mockRejectedValueOnce(new Error('down'));
    models.mockResolvedValue([{ id: 'two', name: 'Two' }]);
    const { directory } = await host([manifold('m', models)], 20);
    await vi.waitFor(() => expect(models.mock.calls.length).toBeGreaterThanOrEqual(1));
    expect(directory.models().map(({ id }) => id)).toEqual(['m.one']);
    await vi.waitFor(() => expect(directory.models().map(({ id }) => id)).toEqual(['m.two']));
  });

  it('leaves out children without a usable id', async () => {
    const odd = [
      { id: '', name: 'x' },
      { id: 'a b', name: 'x' },
      { id: 'ok', name: 'Ok' },
    ];
    const { directory } = await host([manifold('m', () => odd)]);
    expect(directory.models().map(({ id }) => id)).toEqual(['m.ok']);
  });

  it('shows filters with their targets as they are now, and never as models to chat with', async () => {
    const valves = Type.Object({
      pipelines: Type.Array(Type.String(), { default: ['*'] }),
      priority: Type.Integer({ default: 5 }),
    });
    const filter = defineFilter({ id: 'f', name: 'F', description: 'x', valves });
    const created = await host([filter]);
    await created.updateValves('f', { priority: '2', pipelines: 'p, q' });
    expect(created.directory.models()[0]?.pipeline).toEqual({
      type: 'filter',
      pipelines: ['p', 'q'],
      priority: 2,
      valves: true,
    });
    expect(created.directory.findModel('f')).toBeNull();
    expect(created.directory.findPlugin('prefix.f')?.plugin).toBe(filter);
  });
});

describe('shutting down', () => {
  it('calls every plugin, also when one fails', async () => {
    const onShutdown = vi.fn();
    const failing = () => Promise.reject(new Error('no'));
    const created = await host([pipe('a', { onShutdown: failing }), pipe('b', { onShutdown })]);
    await created.close();
    hosts.splice(0);
    expect(onShutdown).toHaveBeenCalledOnce();
  });
});
