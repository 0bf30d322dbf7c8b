import type { ManifoldPlugin, PipePlugin, Plugin } from '../contracts/plugin.ts';

/** One entry of `/models`, in the shape Open WebUI 0.12 merges into its registry (`routers/openai.py`). */
export interface ModelEntry {
  readonly id: string;
  readonly name: string;
  readonly object: 'model';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly owned_by: 'openai';
  readonly pipeline:
    | { readonly type: 'pipe' | 'manifold'; readonly valves: boolean }
    | {
        readonly type: 'filter';
        readonly valves: boolean;
        readonly pipelines: readonly string[];
        readonly priority: number;
      };
}

/** A model found by the id of a request, with the valves as they are at this moment. */
export interface FoundModel {
  readonly plugin: PipePlugin | ManifoldPlugin;
  /** The id the pipe is told: the plugin's own, or the child's id without `{manifold}.`. */
  readonly modelId: string;
  readonly valves: Readonly<Record<string, unknown>>;
}

/** A plugin found by the id of a filter call: Open WebUI calls pipes and manifolds there as well. */
export interface FoundPlugin {
  readonly plugin: Plugin;
  readonly valves: Readonly<Record<string, unknown>>;
}

/** What the engine knows of the loaded plugins. Every answer comes from memory: none waits on a plugin. */
export interface PluginDirectory {
  models(): readonly ModelEntry[];
  /** Null when unknown, broken, or a filter. A prefix before a known id (`prefix.id`) is accepted when unique. */
  findModel(id: string): FoundModel | null;
  /** Finds any plugin by its id, by a manifold child's id, or by a prefixed id; null when unknown. */
  findPlugin(id: string): FoundPlugin | null;
}
