import type { Clock } from '../contracts/context.ts';
import type {
  FoundModel,
  FoundPlugin,
  ModelEntry,
  PluginDirectory,
} from '../engine/plugin-directory.ts';
import type { PluginRuntime } from './plugin-runtime.ts';

/** A plugin found by an id of a request, and what the id means to it. */
export interface FoundRuntime {
  readonly runtime: PluginRuntime;
  /** The child's id without the manifold's; null when the plugin itself is meant. */
  readonly childId: string | null;
}

/** The engine's view of the plugins that work at this moment. */
export function createLoadedPluginDirectory(
  running: () => readonly PluginRuntime[],
  clock: Clock,
): PluginDirectory {
  const working = () => running().filter((runtime) => runtime.problem() === null);
  return {
    models: () => {
      const created = Math.floor(clock.now().getTime() / 1000);
      return working().flatMap((runtime) => modelEntries(runtime, created));
    },
    findModel: (id) => foundModel(findRuntime(working(), id)),
    findPlugin: (id) => foundPlugin(findRuntime(working(), id)),
  };
}

/**
 * Finds a plugin by its id, by the id of a manifold's child (`{manifold}.{child}`, cut at the first dot), or by either
 * with a prefix that Open WebUI was told to add (`{prefix}.{id}`), as long as that fits one plugin only.
 */
export function findRuntime(running: readonly PluginRuntime[], id: string): FoundRuntime | null {
  const exact = findExact(running, id);
  if (exact !== null || belongsToManifold(running, id)) return exact;
  const found = suffixes(id)
    .map((suffix) => findExact(running, suffix))
    .filter((candidate) => candidate !== null);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function findExact(running: readonly PluginRuntime[], id: string): FoundRuntime | null {
  const named = running.find(({ plugin }) => plugin.id === id);
  if (named !== undefined) return { runtime: named, childId: null };
  const runtime = running.find((candidate) => hasChild(candidate, id));
  if (runtime === undefined) return null;
  return { runtime, childId: id.slice(runtime.plugin.id.length + 1) };
}

/** A manifold which has not told its models yet is believed to have the child, so that no chat fails after a start. */
function hasChild(runtime: PluginRuntime, id: string): boolean {
  const prefix = `${runtime.plugin.id}.`;
  if (runtime.plugin.type !== 'manifold' || !id.startsWith(prefix) || id === prefix) return false;
  const children = runtime.children();
  return children === null || children.some((child) => child.id === id.slice(prefix.length));
}

function belongsToManifold(running: readonly PluginRuntime[], id: string): boolean {
  return running.some(({ plugin }) => plugin.type === 'manifold' && id.startsWith(`${plugin.id}.`));
}

/** `a.b.c` → `b.c`, `c`. */
function suffixes(id: string): readonly string[] {
  const parts = id.split('.');
  return parts.slice(1).map((_part, index) => parts.slice(index + 1).join('.'));
}

function foundModel(found: FoundRuntime | null): FoundModel | null {
  if (found === null) return null;
  const { plugin } = found.runtime;
  if (plugin.type === 'filter' || (plugin.type === 'manifold' && found.childId === null))
    return null;
  return { plugin, modelId: found.childId ?? plugin.id, valves: found.runtime.values() };
}

function foundPlugin(found: FoundRuntime | null): FoundPlugin | null {
  return found === null ? null : { plugin: found.runtime.plugin, valves: found.runtime.values() };
}

function modelEntries(runtime: PluginRuntime, created: number): readonly ModelEntry[] {
  const { plugin } = runtime;
  const entry = { name: plugin.name, object: 'model', created, owned_by: 'openai' } as const;
  const valves = runtime.valves.length > 0;
  switch (plugin.type) {
    case 'pipe':
      return [{ id: plugin.id, ...entry, pipeline: { type: 'pipe', valves } }];
    case 'manifold':
      return (runtime.children() ?? []).map((child) => ({
        id: `${plugin.id}.${child.id}`,
        ...entry,
        name: plugin.name + child.name,
        pipeline: { type: 'manifold', valves },
      }));
    case 'filter':
      return [{ id: plugin.id, ...entry, pipeline: filterTarget(runtime) }];
  }
}

/** Both valves are checked when the plugin is loaded and with every change. */
function filterTarget(runtime: PluginRuntime): ModelEntry['pipeline'] {
  const { pipelines, priority } = runtime.values() as { pipelines: string[]; priority: number };
  return { type: 'filter', pipelines, priority, valves: true };
}
