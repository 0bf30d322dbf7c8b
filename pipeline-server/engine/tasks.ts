import { type ChatBody, type ChatMessage, messageText, type Part } from '../contracts/chat.ts';
import { TASKS, type Task } from '../contracts/context.ts';
import { isJsonObject } from './json-object.ts';
import { TASK_ANSWERS } from './task-answers.ts';

const TASK_NAMES: ReadonlySet<unknown> = new Set(TASKS);

/** How the prompts of Open WebUI begin (0.12 `config.py`, `utils/memory.py`, `utils/context_compaction.py`, and older wordings). */
const TEMPLATES: readonly { readonly task: Task; readonly role: string; readonly start: string }[] =
  [
    userTemplate('title_generation', '### Task: Generate a concise title summarizing'),
    userTemplate('title_generation', '### Task: Generate a concise, 3-5 word title'),
    userTemplate('tags_generation', '### Task: Generate 1-3 broad tags'),
    userTemplate('image_prompt_generation', '### Task: Generate a detailed prompt for a'),
    userTemplate('follow_up_generation', '### Task: Predict 3-5 useful messages'),
    userTemplate('follow_up_generation', '### Task: Suggest 3-5 relevant follow-up'),
    userTemplate('query_generation', '### Task: Analyze the chat history to determine'),
    userTemplate('autocomplete_generation', '### Task: You are an autocompletion system'),
    userTemplate('context_compaction', '### Task: Summarize the conversation history that will'),
    userTemplate('emoji_generation', "Your task is to reflect the speaker's likely facial"),
    userTemplate('moa_response_generation', 'You have been provided with a set of responses from'),
    {
      task: 'memory_review',
      role: 'system',
      start: "You are Open WebUI's private memory reviewer",
    },
  ];

const LONGEST_START = 200;

/** The task of that name, or null. */
export function taskNamed(name: unknown): Task | null {
  return isTask(name) ? name : null;
}

/**
 * Tells whether a chat is one of Open WebUI's background tasks: by the header (already in the context), by
 * `metadata.task`, by a top-level `task` (which an inlet filter may have copied there), or by the wording of its prompt. A prompt that only
 * begins with "### Task:" is not enough: questions about attached documents begin so as well.
 */
export function recogniseTask(body: ChatBody, fromHeader: Task | null): Task | null {
  return (
    fromHeader ?? taskOfMetadata(body) ?? taskNamed(body['task']) ?? taskOfPrompt(body.messages)
  );
}

/** The task that `metadata.task` of a payload names, or null. */
export function taskOfMetadata(body: Readonly<Record<string, unknown>>): Task | null {
  const { metadata } = body;
  return isJsonObject(metadata) ? taskNamed(metadata['task']) : null;
}

/** Answers a task without any model or plugin, in the form that Open WebUI parses. */
export async function* answerTask(
  task: Task,
  messages: readonly ChatMessage[],
): AsyncGenerator<Part, void> {
  const prompt = messages.map(messageText).join('\n');
  yield { type: 'text-delta', text: TASK_ANSWERS[task](prompt) };
  yield { type: 'usage', usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } };
}

/** A task's prompt is the only message besides a system prompt that the admin may have set. */
function taskOfPrompt(messages: readonly ChatMessage[]): Task | null {
  if (messages.filter((message) => message.role !== 'system').length !== 1) return null;
  const starts = messages.map((message) => ({
    role: message.role,
    start: messageText(message).slice(0, LONGEST_START).trimStart().replaceAll(/\s+/g, ' '),
  }));
  const isBegunBy = (template: (typeof TEMPLATES)[number]) =>
    starts.some(({ role, start }) => role === template.role && start.startsWith(template.start));
  return TEMPLATES.find(isBegunBy)?.task ?? null;
}

function userTemplate(task: Task, start: string) {
  return { task, role: 'user', start };
}

function isTask(name: unknown): name is Task {
  return TASK_NAMES.has(name);
}
