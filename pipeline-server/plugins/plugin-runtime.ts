import type { Logger } from '../contracts/context.ts';
import type { LifecycleContext, ManifoldChild, Plugin } from '../contracts/plugin.ts';
import type { ValvesStore } from '../contracts/state.ts';
import { reasonOf, xopsError } from '../errors.ts';
import { withDeadline } from './deadline.ts';
import type { CheckedPlugin } from './plugin-shape.ts';
import type { Valve } from './valves-schema.ts';
import { mergeValves, type ValveValues, valuesOf } from './valves-values.ts';

/** A loaded plugin while it lives: its valves, whether it works, the models of a manifold. */
export interface PluginRuntime {
  readonly plugin: Plugin;
  readonly valves: readonly Valve[];
  /** Path of a user's module; null for a built-in plugin. */
  readonly file: string | null;
  values(): ValveValues;
  /** Why it is out of service, or null. */
  problem(): string | null;
  /** Models of a manifold, null as long as it has never told them. */
  children(): readonly ManifoldChild[] | null;
  /** Reads the valves and calls the plugin's start-up hooks. Never rejects: a failure becomes the problem. */
  start(): Promise<void>;
  /** Asks a manifold for its models. Never rejects: what was known stays. */
  refreshChildren(): Promise<void>;
  /**
   * Merges and stores a change, then tells the plugin.
   * @throws XOPS_VALVES_INVALID (nothing changed) or XOPS_VALVES_NOT_APPLIED (saved, plugin out of service).
   */
  update(patch: Readonly<Record<string, unknown>>): Promise<void>;
  /** Calls the plugin's shut-down hook. Never rejects. */
  stop(): Promise<void>;
}

/** What every runtime works with. */
export interface RuntimeServices {
  readonly valvesStore: ValvesStore;
  readonly log: Logger;
  /** Time that each lifecycle hook has, in milliseconds. */
  readonly hookTimeoutMs: number;
}

type Hook = 'onStartup' | 'onValvesUpdated' | 'onShutdown';

type Patch = Readonly<Record<string, unknown>>;

/** What changes while the plugin lives. */
interface RuntimeState {
  readonly plugin: Plugin;
  readonly valves: readonly Valve[];
  readonly services: RuntimeServices;
  values: ValveValues;
  problem: string | null;
  children: readonly ManifoldChild[] | null;
}

/** Makes the runtime of a checked plugin; it does nothing until it is started. */
export function createPluginRuntime(
  { plugin, valves, file }: CheckedPlugin & { readonly file: string | null },
  services: RuntimeServices,
): PluginRuntime {
  const values = valuesOf(valves, {});
  const state: RuntimeState = { plugin, valves, services, values, problem: null, children: null };
  return {
    plugin,
    valves,
    file,
    values: () => state.values,
    problem: () => state.problem,
    children: () => state.children,
    start: () => start(state),
    refreshChildren: () => refreshChildren(state),
    update: (patch) => update(state, patch),
    stop: () => stop(state),
  };
}

async function start(state: RuntimeState): Promise<void> {
  const { plugin, valves, services } = state;
  try {
    state.values = valuesOf(valves, (await services.valvesStore.read(plugin.id)) ?? {});
    await callHook(state, 'onStartup');
    await applyValves(state);
    void refreshChildren(state);
  } catch (error) {
    state.problem = `onStartup failed: ${reasonOf(error)}`;
    services.log.error({ plugin: plugin.id, err: error }, 'a plugin could not start');
  }
}

async function applyValves(state: RuntimeState): Promise<void> {
  try {
    await callHook(state, 'onValvesUpdated');
    state.problem = null;
  } catch (error) {
    state.problem = `onValvesUpdated failed: ${reasonOf(error)}`;
    const fields = { plugin: state.plugin.id, err: error };
    state.services.log.error(fields, 'a plugin could not apply its valves');
  }
}

async function update(state: RuntimeState, patch: Patch): Promise<void> {
  const { plugin, valves, services } = state;
  const stored = (await services.valvesStore.read(plugin.id)) ?? {};
  const merged = mergeValves({ id: plugin.id, valves, stored, patch });
  await services.valvesStore.write(plugin.id, merged);
  state.values = valuesOf(valves, merged);
  await applyValves(state);
  if (state.problem !== null) {
    throw xopsError('XOPS_VALVES_NOT_APPLIED', { id: plugin.id, reason: state.problem });
  }
  void refreshChildren(state);
}

async function refreshChildren(state: RuntimeState): Promise<void> {
  const { plugin, services } = state;
  if (plugin.type !== 'manifold') return;
  try {
    const children = await bounded(state, 'models', () => plugin.models(lifecycleContext(state)));
    state.children = validChildren(children);
  } catch (error) {
    services.log.warn({ plugin: plugin.id, err: error }, 'a manifold did not tell its models');
  }
}

async function stop(state: RuntimeState): Promise<void> {
  await callHook(state, 'onShutdown').catch((error: unknown) => {
    const fields = { plugin: state.plugin.id, err: error };
    state.services.log.warn(fields, 'a plugin did not shut down cleanly');
  });
}

async function callHook(state: RuntimeState, hook: Hook): Promise<void> {
  await bounded(state, hook, () => state.plugin[hook]?.(lifecycleContext(state)));
}

function lifecycleContext(state: RuntimeState): LifecycleContext<ValveValues> {
  return { valves: state.values, log: state.services.log };
}

function bounded<T>(state: RuntimeState, what: string, work: () => Promise<T> | T): Promise<T> {
  return withDeadline(work, {
    milliseconds: state.services.hookTimeoutMs,
    what: `${what} of ${state.plugin.id}`,
  });
}

/** Models come from elsewhere: what has no usable id or name is left out. */
function validChildren(children: readonly ManifoldChild[]): readonly ManifoldChild[] {
  return children.filter(
    ({ id, name }) =>
      typeof id === 'string' && /^[^\s\p{C}]{1,200}$/u.test(id) && typeof name === 'string',
  );
}
