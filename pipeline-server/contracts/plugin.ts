import type { Static, TObject, TProperties } from 'typebox';
import type { ChatBody, ChatMessage, Part } from './chat.ts';
import type { RequestContext } from './context.ts';

/**
 * The schema of a plugin's valves: a flat TypeBox object whose every property has a default. It is the only source of
 * validation, types, `/valves/spec` and the documentation. A string marked `{ secret: true }` is write-only: it reads
 * back as `********`.
 */
export type ValvesSchema = TObject<TProperties>;

/** The user as Open WebUI's filter calls name them: not signed, so never a ground for a decision of trust. */
export interface WebuiUser {
  readonly id: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: string | undefined;
}

/** What a hook gets besides its argument. */
export interface PluginContext<Values> extends RequestContext {
  readonly valves: Values;
}

/** What a lifecycle hook gets. */
export interface LifecycleContext<Values> {
  readonly valves: Values;
  readonly log: RequestContext['log'];
}

interface PluginBase<Schema extends ValvesSchema> {
  /** Lower-case letters, digits, `_` and `-`: Open WebUI puts ids into URLs unencoded. */
  readonly id: string;
  readonly name: string;
  /** One sentence for the admin page. */
  readonly description: string;
  readonly valves: Schema;
  /** Called after load and after every change of the valves; a failure marks the plugin as broken, not the server. */
  onValvesUpdated?(context: LifecycleContext<Static<Schema>>): Promise<void> | void;
  onStartup?(context: LifecycleContext<Static<Schema>>): Promise<void> | void;
  onShutdown?(context: LifecycleContext<Static<Schema>>): Promise<void> | void;
}

/** What a pipe may yield: text, a part, `{ event }`, or a ready OpenAI chunk. */
export type PipeItem = string | Part | Readonly<Record<string, unknown>>;

/** What a pipe may return: a text, a stream of items, or a whole `chat.completion` object. */
export type PipeResult =
  | string
  | AsyncIterable<PipeItem>
  | Iterable<PipeItem>
  | Readonly<Record<string, unknown>>;

/** One chat request as a pipe sees it. */
export interface PipeInput {
  /** The last user text. */
  readonly userMessage: string;
  /** The model's id, for a manifold the child's id without the manifold's prefix. */
  readonly modelId: string;
  readonly messages: readonly ChatMessage[];
  readonly body: ChatBody;
}

/** A model: answers chats. */
export interface PipePlugin<Schema extends ValvesSchema = ValvesSchema> extends PluginBase<Schema> {
  readonly type: 'pipe';
  pipe(input: PipeInput, context: PluginContext<Static<Schema>>): Promise<PipeResult> | PipeResult;
}

/** One model of a manifold. */
export interface ManifoldChild {
  readonly id: string;
  readonly name: string;
}

/** Several models behind one plugin; each is listed as `{manifold id}.{child id}`. */
export interface ManifoldPlugin<Schema extends ValvesSchema = ValvesSchema>
  extends PluginBase<Schema> {
  readonly type: 'manifold';
  /** Its models; called in the background and cached, never while a client waits for `/models`. */
  models(
    context: LifecycleContext<Static<Schema>>,
  ): Promise<readonly ManifoldChild[]> | readonly ManifoldChild[];
  pipe(input: PipeInput, context: PluginContext<Static<Schema>>): Promise<PipeResult> | PipeResult;
}

/** What a filter's hook gets: the user is Open WebUI's claim, null when it names none. */
export interface FilterContext<Values> extends PluginContext<Values> {
  readonly user: WebuiUser | null;
  /** True when the payload is for a model of this server, or for a preset of Open WebUI that stands on one. */
  readonly servedHere: boolean;
}

/** The body of a filter call: Open WebUI's payload, of which only a part is known to us. */
export type FilterBody = Readonly<Record<string, unknown>>;

/**
 * Looks at, changes or refuses a payload before (`inlet`) and after (`outlet`) a completion. Hooks must be idempotent:
 * Open WebUI calls an inlet again when a paused turn resumes. Refuse by throwing a {@link Refusal}.
 */
export interface FilterPlugin<Schema extends ValvesSchema = ValvesSchema>
  extends PluginBase<Schema> {
  readonly type: 'filter';
  /** A failure refuses background tasks too, which otherwise go on without the filter: for filters that protect something. */
  readonly failClosed?: true;
  inlet?(
    body: FilterBody,
    context: FilterContext<Static<Schema>>,
  ): Promise<FilterBody> | FilterBody;
  outlet?(
    body: FilterBody,
    context: FilterContext<Static<Schema>>,
  ): Promise<FilterBody> | FilterBody;
}

/**
 * Any plugin, its valves' type forgotten. Hooks are methods, so that a plugin with particular valves is one of these; the
 * host calls a hook only with values that the plugin's own schema accepted.
 */
export type Plugin = PipePlugin | ManifoldPlugin | FilterPlugin;

/**
 * A refusal meant for the user: its message is shown in the chat as it is, so it says what to do instead.
 * @throws nothing itself; throw it from a hook.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  /** @param status HTTP status, 400 to 499. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Defines a model. */
export function definePipe<Schema extends ValvesSchema>(
  plugin: Omit<PipePlugin<Schema>, 'type'>,
): PipePlugin<Schema> {
  return Object.freeze({ ...plugin, type: 'pipe' as const });
}

/** Defines a family of models. */
export function defineManifold<Schema extends ValvesSchema>(
  plugin: Omit<ManifoldPlugin<Schema>, 'type'>,
): ManifoldPlugin<Schema> {
  return Object.freeze({ ...plugin, type: 'manifold' as const });
}

/**
 * Defines a filter. Its valves must hold `pipelines` (model ids, or `*` alone for all) and `priority` (lower runs
 * first): Open WebUI breaks every chat when a filter lacks one of them.
 */
export function defineFilter<Schema extends ValvesSchema>(
  plugin: Omit<FilterPlugin<Schema>, 'type'>,
): FilterPlugin<Schema> {
  return Object.freeze({ ...plugin, type: 'filter' as const });
}
