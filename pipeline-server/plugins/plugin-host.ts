import path from 'node:path';
import type { Clock, Logger } from '../contracts/context.ts';
import type { Plugin } from '../contracts/plugin.ts';
import type { ValvesStore } from '../contracts/state.ts';
import type { PluginDirectory } from '../engine/plugin-directory.ts';
import { xopsError } from '../errors.ts';
import { createJobQueue } from './job-queue.ts';
import { createLoadedPluginDirectory, findRuntime } from './loaded-plugin-directory.ts';
import { type FailedPlugin, type LoadedPlugins, loadPlugins } from './loaded-plugins.ts';
import { createModuleLoader } from './module-loader.ts';
import type { PluginRuntime } from './plugin-runtime.ts';
import { type ValveChanges, valveChanges } from './valve-changes.ts';
import { valvesSpec } from './valves-schema.ts';
import { type ValveValues, visibleValues } from './valves-values.ts';

/** One line of `/pipelines`. `error` is our addition: why the plugin is out of service. */
export interface PipelineEntry {
  readonly id: string;
  readonly name: string;
  readonly type: Plugin['type'];
  readonly valves: boolean;
  readonly error?: string;
}

/** A plugin's module file, as it is kept. */
interface PluginFile {
  readonly id: string;
  /** Path of the module; null for a built-in plugin. */
  readonly file: string | null;
}

/** The loaded plugins and what an admin does with them. */
export interface PluginHost {
  readonly directory: PluginDirectory;
  list(): readonly PipelineEntry[];
  /** Current values, secrets masked. @throws XOPS_PIPELINE_NOT_FOUND, XOPS_VALVES_NOT_FOUND */
  valves(id: string): ValveValues;
  /** Flat JSON Schema for the editor. @throws as {@link PluginHost.valves} */
  valvesSpec(id: string): Readonly<Record<string, unknown>>;
  /**
   * Merges a change, keeps it, and tells the plugin.
   * @param onChanged told what changed once it is kept, also where the plugin could not apply it.
   * @returns the new values, secrets masked.
   * @throws XOPS_PIPELINE_NOT_FOUND, XOPS_VALVES_NOT_FOUND, XOPS_VALVES_INVALID, XOPS_VALVES_NOT_APPLIED
   */
  updateValves(
    id: string,
    patch: Readonly<Record<string, unknown>>,
    onChanged?: (changes: ValveChanges) => Promise<void>,
  ): Promise<ValveValues>;
  /**
   * Loads the user's plugins anew. The old ones serve until the new ones have started.
   * @param options.mustLoad a file without which the old plugins are kept.
   * @throws XOPS_PLUGIN_NOT_KEPT when that file fails.
   */
  reload(options?: { readonly mustLoad?: string }): Promise<void>;
  /** The module of a plugin, or of a file that failed to load. Null when there is none. */
  findFile(id: string): PluginFile | null;
  /** Stops the plugins. */
  close(): Promise<void>;
}

/** What the host works with. */
export interface PluginHostOptions {
  /** Plugins of the product, in the order in which they are listed. */
  readonly builtin: readonly Plugin[];
  /** Directory of the user's modules. */
  readonly dir: string;
  /** Directory for compiled modules. */
  readonly workDir: string;
  readonly valvesStore: ValvesStore;
  readonly log: Logger;
  readonly clock: Clock;
  /** Time for loading a module and for each lifecycle hook; ten seconds unless told. */
  readonly hookTimeoutMs?: number;
  /** Time between two looks at the manifolds' models; a minute unless told. */
  readonly refreshMs?: number;
}

/** Loads and starts all plugins. Never rejects because of a plugin. */
export async function createPluginHost(options: PluginHostOptions): Promise<PluginHost> {
  const hookTimeoutMs = options.hookTimeoutMs ?? 10_000;
  const loader = createModuleLoader({ workDir: options.workDir, timeoutMs: hookTimeoutMs });
  const sources = { ...options, hookTimeoutMs, loader };
  const enqueue = createJobQueue();
  let loaded = await loadPlugins(sources, null);
  const timer = setInterval(() => {
    for (const runtime of loaded.running) void runtime.refreshChildren();
  }, options.refreshMs ?? 60_000).unref();

  async function reload(mustLoad: string | undefined): Promise<void> {
    const next = await loadPlugins(sources, loaded);
    const problem = problemOfFile(next, mustLoad);
    const surplus = problem === null ? difference(loaded, next) : difference(next, loaded);
    if (problem === null) loaded = next;
    await Promise.all(surplus.map((runtime) => runtime.stop()));
    if (problem !== null) throw xopsError('XOPS_PLUGIN_NOT_KEPT', { reason: problem });
  }

  return {
    directory: createLoadedPluginDirectory(() => loaded.running, options.clock),
    list: () => [...loaded.running.map(runningEntry), ...loaded.failed.map(failedEntry)],
    valves: (id) => shownValues(runtimeWithValves(loaded, id)),
    valvesSpec: (id) => valvesSpec(runtimeWithValves(loaded, id).valves),
    updateValves: (id, patch, onChanged) =>
      enqueue(async () => {
        const runtime = runtimeWithValves(loaded, id);
        const before = runtime.values();
        try {
          await runtime.update(patch);
        } finally {
          await onChanged?.(valveChanges(runtime.valves, { before, after: runtime.values() }));
        }
        return shownValues(runtime);
      }),
    reload: ({ mustLoad } = {}) => enqueue(() => reload(mustLoad)),
    findFile: (id) => findFile(loaded, id),
    close: () =>
      enqueue(async () => {
        clearInterval(timer);
        await Promise.all(loaded.running.map((runtime) => runtime.stop()));
      }),
  };
}

function runtimeWithValves(loaded: LoadedPlugins, id: string): PluginRuntime {
  const found = findRuntime(loaded.running, id);
  if (found === null) throw xopsError('XOPS_PIPELINE_NOT_FOUND', { id });
  if (found.runtime.valves.length === 0) throw xopsError('XOPS_VALVES_NOT_FOUND', { id });
  return found.runtime;
}

function shownValues(runtime: PluginRuntime): ValveValues {
  return visibleValues(runtime.valves, runtime.values());
}

/** Runtimes of one set that the other does not have. */
function difference(from: LoadedPlugins, other: LoadedPlugins): readonly PluginRuntime[] {
  return from.running.filter((runtime) => !other.running.includes(runtime));
}

function problemOfFile(loaded: LoadedPlugins, file: string | undefined): string | null {
  if (file === undefined) return null;
  const failed = loaded.failed.find((plugin) => plugin.file === file);
  if (failed !== undefined) return failed.problem;
  return loaded.running.find((runtime) => runtime.file === file)?.problem() ?? null;
}

function findFile(loaded: LoadedPlugins, id: string): PluginFile | null {
  const running = loaded.running.find(({ plugin }) => plugin.id === id);
  if (running !== undefined) return { id, file: running.file };
  const failed = loaded.failed.find(({ name, file }) => name === id && file !== null);
  return failed === undefined ? null : { id, file: failed.file };
}

function runningEntry(runtime: PluginRuntime): PipelineEntry {
  const { plugin, file } = runtime;
  const error = runtime.problem();
  return {
    id: plugin.id,
    name: file === null ? plugin.name : path.parse(file).name,
    type: plugin.type,
    valves: runtime.valves.length > 0,
    ...(error === null ? {} : { error }),
  };
}

/** The reference server's default type stands in for the one that is not known. */
function failedEntry({ name, problem }: FailedPlugin): PipelineEntry {
  return { id: name, name, type: 'pipe', valves: false, error: problem };
}
