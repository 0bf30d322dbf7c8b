import { type ChatBody, lastUserText, type Part } from '../contracts/chat.ts';
import type { RequestContext } from '../contracts/context.ts';
import { xopsError } from '../errors.ts';
import { untilAborted } from './interruption.ts';
import { pipeItems } from './pipe-items.ts';
import type { FoundModel, PluginDirectory } from './plugin-directory.ts';
import { readParts } from './read-parts.ts';
import { answerTask, recogniseTask } from './tasks.ts';

/**
 * Answers one chat: a background task here, everything else by the pipe that has the model. Filters do not run again:
 * Open WebUI has called them.
 * @throws XOPS_PIPELINE_NOT_FOUND; while reading, whatever the pipe throws.
 */
export function runChat(
  body: ChatBody,
  context: RequestContext,
  directory: PluginDirectory,
): AsyncIterable<Part> {
  const task = recogniseTask(body, context.task);
  if (task !== null) return answerTask(task, body.messages);
  const model = findModel(directory, body.model);
  const items = pipeItems(() => callPipe(model, body, context));
  const { log } = context;
  return readParts(untilAborted(items, context), { stream: body.stream === true, log });
}

function findModel(directory: PluginDirectory, id: string): FoundModel {
  const model = directory.findModel(id);
  if (model === null) throw xopsError('XOPS_PIPELINE_NOT_FOUND', { id });
  return model;
}

function callPipe(
  { plugin, modelId, valves }: FoundModel,
  body: ChatBody,
  context: RequestContext,
) {
  const userMessage = lastUserText(body.messages);
  const input = { userMessage, modelId, messages: body.messages, body };
  return plugin.pipe(input, { ...context, valves });
}
