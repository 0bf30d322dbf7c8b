import path from 'node:path';
import type { Plugin } from '../contracts/plugin.ts';
import { reasonOf } from '../errors.ts';
import { listModuleFiles, type ModuleLoader } from './module-loader.ts';
import { createPluginRuntime, type PluginRuntime, type RuntimeServices } from './plugin-runtime.ts';
import { checkPlugin } from './plugin-shape.ts';

/** A plugin that could not be loaded. */
export interface FailedPlugin {
  /** The module's name, which stands in for the id that is not known. */
  readonly name: string;
  readonly file: string | null;
  readonly problem: string;
}

/** All plugins of the server at one time. */
export interface LoadedPlugins {
  readonly running: readonly PluginRuntime[];
  readonly failed: readonly FailedPlugin[];
}

/** Where plugins come from. */
export interface PluginSources extends RuntimeServices {
  readonly builtin: readonly Plugin[];
  readonly dir: string;
  readonly loader: ModuleLoader;
}

interface Candidate {
  readonly name: string;
  readonly file: string | null;
  readonly load: () => Promise<PluginRuntime>;
}

/**
 * Loads and starts the plugins: built-in ones first (taken over from `previous` while they work), then the user's
 * files by name. Each failure is isolated. When two plugins have one id, the first keeps it.
 */
export async function loadPlugins(
  sources: PluginSources,
  previous: LoadedPlugins | null,
): Promise<LoadedPlugins> {
  const candidates = [...builtinCandidates(sources, previous), ...(await fileCandidates(sources))];
  const outcomes = await Promise.all(candidates.map(settle));
  const loaded = refuseDuplicates(outcomes);
  const known = new Set(previous?.running);
  await Promise.all(
    loaded.running
      .filter((runtime) => !known.has(runtime) || runtime.problem() !== null)
      .map((runtime) => runtime.start()),
  );
  for (const { file, problem, name } of loaded.failed) {
    sources.log.error({ plugin: name, file, problem }, 'a plugin could not be loaded');
  }
  return loaded;
}

function builtinCandidates(
  sources: PluginSources,
  previous: LoadedPlugins | null,
): readonly Candidate[] {
  return sources.builtin.map((plugin) => {
    const known = previous?.running.find((runtime) => runtime.plugin === plugin);
    return {
      name: plugin.id,
      file: null,
      load: async () =>
        known ?? createPluginRuntime({ ...checkPlugin(plugin), file: null }, sources),
    };
  });
}

async function fileCandidates(sources: PluginSources): Promise<readonly Candidate[]> {
  const names = await listModuleFiles(sources.dir).catch((error: unknown) => {
    sources.log.error({ dir: sources.dir, err: error }, 'PIPELINES_DIR cannot be read');
    return [];
  });
  return names.map((fileName) => {
    const file = path.join(sources.dir, fileName);
    return { name: path.parse(fileName).name, file, load: () => loadFile(file, sources) };
  });
}

async function loadFile(file: string, sources: PluginSources): Promise<PluginRuntime> {
  const checked = checkPlugin(await sources.loader.load(file));
  return createPluginRuntime({ ...checked, file }, sources);
}

async function settle(candidate: Candidate): Promise<PluginRuntime | FailedPlugin> {
  try {
    return await candidate.load();
  } catch (error) {
    return { name: candidate.name, file: candidate.file, problem: reasonOf(error) };
  }
}

function refuseDuplicates(outcomes: readonly (PluginRuntime | FailedPlugin)[]): LoadedPlugins {
  const running = new Map<string, PluginRuntime>();
  const failed: FailedPlugin[] = [];
  for (const outcome of outcomes) {
    if (!('plugin' in outcome)) failed.push(outcome);
    else if (running.has(outcome.plugin.id)) failed.push(duplicate(outcome));
    else running.set(outcome.plugin.id, outcome);
  }
  return { running: [...running.values()], failed };
}

function duplicate({ plugin, file }: PluginRuntime): FailedPlugin {
  const name = file === null ? plugin.id : path.parse(file).name;
  return {
    name,
    file,
    problem: `Another plugin has the id "${plugin.id}". Give this one its own.`,
  };
}
