import type { RequestContext } from '../contracts/context.ts';
import type { FilterBody, FilterContext, FilterPlugin, WebuiUser } from '../contracts/plugin.ts';
import { type XopsError, xopsError } from '../errors.ts';
import { isRefusal } from './failure.ts';
import { createDeadline, isPromiseLike, orAborted } from './interruption.ts';
import { isJsonObject } from './json-object.ts';
import type { PluginDirectory } from './plugin-directory.ts';

/** One call of a filter's hook, as Open WebUI makes it before and after a completion. */
export interface FilterCall {
  /** Id of a filter, or of a pipe or manifold child: Open WebUI calls those as well. */
  readonly id: string;
  readonly hook: 'inlet' | 'outlet';
  readonly body: FilterBody;
  readonly user: WebuiUser | null;
  /** Milliseconds that the hook has. */
  readonly deadlineMs: number;
}

/**
 * Calls a hook and answers the body that takes the place of the one given; a plugin without the hook changes nothing.
 * For a background task nothing is refused and nothing fails, since Open WebUI would mark the finished answer as failed; but
 * for a filter that fails closed.
 * @throws Refusal, or XOPS_FILTER_NOT_FOUND, XOPS_FILTER_DEADLINE, XOPS_FILTER_RESULT: never anything that
 * tells of a filter's inside.
 */
export async function callFilter(
  call: FilterCall,
  context: RequestContext,
  directory: PluginDirectory,
): Promise<FilterBody> {
  const found = directory.findPlugin(call.id);
  if (found === null) throw xopsError('XOPS_FILTER_NOT_FOUND', { id: call.id });
  const { plugin, valves } = found;
  if (plugin.type !== 'filter' || plugin[call.hook] === undefined) return call.body;
  const servedHere = isServedHere(call.body, directory);
  const run = () => runHook(plugin, call, { ...context, valves, user: call.user, servedHere });
  const mustSucceed = context.task === null || plugin.failClosed === true;
  return mustSucceed ? await run() : await unlessItFails(run, call, context);
}

/** By the whole id: another connection's model may have one of ours behind a prefix of its own. */
function isServedHere({ model, metadata }: FilterBody, directory: PluginDirectory): boolean {
  const id = baseModelOf(metadata) ?? model;
  return directory.models().some((entry) => entry.id === id && entry.pipeline.type !== 'filter');
}

/** What a preset stands on, by Open WebUI's own record of the model (0.12, `metadata.model`); null for any other model. */
function baseModelOf(metadata: unknown): unknown {
  const model = isJsonObject(metadata) ? metadata['model'] : null;
  const info = isJsonObject(model) ? model['info'] : null;
  return isJsonObject(info) ? (info['base_model_id'] ?? null) : null;
}

async function runHook(
  filter: FilterPlugin,
  call: FilterCall,
  context: FilterContext<Readonly<Record<string, unknown>>>,
): Promise<FilterBody> {
  const deadline = createDeadline(context.signal, call.deadlineMs);
  const { signal } = deadline;
  try {
    const work: unknown = filter[call.hook]?.(call.body, { ...context, signal });
    const result: unknown = isPromiseLike(work) ? await orAborted(work, signal) : work;
    if (isJsonObject(result)) return result;
    throw new TypeError(`The ${call.hook} gave ${result === null ? 'null' : typeof result}.`);
  } catch (error) {
    if (isRefusal(error)) throw error;
    if (deadline.expired()) throw deadlineError(call, error);
    context.log.error({ err: error, filter: call.id, hook: call.hook }, 'a filter failed');
    throw xopsError('XOPS_FILTER_RESULT', { id: call.id }, { cause: error });
  } finally {
    deadline.stop();
  }
}

function deadlineError({ id, deadlineMs }: FilterCall, cause: unknown): XopsError {
  return xopsError('XOPS_FILTER_DEADLINE', { id, milliseconds: deadlineMs }, { cause });
}

/** The hook works on a copy, so that what it changed before it failed is not kept. */
async function unlessItFails(
  run: () => Promise<FilterBody>,
  call: FilterCall,
  { log, task }: RequestContext,
): Promise<FilterBody> {
  const untouched = structuredClone(call.body);
  try {
    return await run();
  } catch (error) {
    log.warn({ err: error, filter: call.id, task }, 'a filter failed on a background task');
    return untouched;
  }
}
