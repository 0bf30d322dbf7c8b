import type { Plugin } from '../contracts/plugin.ts';
import { readValves, type Valve } from './valves-schema.ts';

/** Ids go into URLs unencoded, so they stay plain. */
const PLUGIN_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A plugin whose shape was checked, with its valves as read from its schema. */
export interface CheckedPlugin {
  readonly plugin: Plugin;
  readonly valves: readonly Valve[];
}

/**
 * Checks that a value is a plugin, whatever it came from.
 * @throws Error that says what is missing, in words for the author of the plugin.
 */
export function checkPlugin(candidate: unknown): CheckedPlugin {
  const fields = recordOf(candidate);
  if (typeof fields['id'] !== 'string' || !PLUGIN_ID.test(fields['id'])) {
    throw new Error(
      'Its id must be 1 to 64 lower-case letters, digits, "_" or "-", beginning with a letter or digit.',
    );
  }
  if (typeof fields['name'] !== 'string' || fields['name'] === '') {
    throw new Error('It has no name.');
  }
  const valves = readValves(fields['valves']);
  checkHooks(fields, valves);
  // The shape is checked above; types of arguments and results cannot be seen from outside.
  return { plugin: candidate as Plugin, valves };
}

type Fields = Readonly<Record<string, unknown>>;

function checkHooks(fields: Fields, valves: readonly Valve[]): void {
  for (const hook of ['onStartup', 'onShutdown', 'onValvesUpdated', 'inlet', 'outlet']) {
    if (fields[hook] !== undefined) requireFunction(fields, hook);
  }
  switch (fields['type']) {
    case 'pipe':
      return requireFunction(fields, 'pipe');
    case 'manifold':
      requireFunction(fields, 'models');
      return requireFunction(fields, 'pipe');
    case 'filter':
      return checkFilterValves(valves);
    default:
      throw new Error(
        'It is not a plugin: make it with definePipe, defineManifold or defineFilter.',
      );
  }
}

function requireFunction(fields: Fields, hook: string): void {
  if (typeof fields[hook] !== 'function') throw new Error(`Its ${hook} is not a function.`);
}

/** Open WebUI breaks every chat when a filter lacks one of these (0.12, `routers/pipelines.py`). */
function checkFilterValves(valves: readonly Valve[]): void {
  const pipelines = valves.find(({ key }) => key === 'pipelines');
  if (pipelines?.kind !== 'list' || pipelines.scalar !== 'string') {
    throw new Error('A filter needs a valve "pipelines": a list of model ids, ["*"] for all.');
  }
  const priority = valves.find(({ key }) => key === 'priority');
  if (priority?.kind !== 'integer' && priority?.kind !== 'number') {
    throw new Error('A filter needs a valve "priority": a number, lower runs first.');
  }
}

function recordOf(candidate: unknown): Fields {
  if (typeof candidate === 'object' && candidate !== null) return candidate as Fields;
  throw new Error(
    'It has no default export made by definePipe, defineManifold or defineFilter (or a function of the kit that returns one).',
  );
}
