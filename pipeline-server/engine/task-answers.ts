import type { Task } from '../contracts/context.ts';
import { suggestFollowUps, tagsOf } from './chat-topics.ts';

/**
 * The answer to each background task, from its prompt, in the form that Open WebUI 0.12 parses (`middleware.py`, `tasks.py`). Where we have
 * nothing to say, the answer is the empty one which makes Open WebUI use its own fallback.
 */
export const TASK_ANSWERS: Readonly<Record<Task, (prompt: string) => string>> = {
  title_generation: (prompt) => JSON.stringify({ title: titleOf(questionsIn(prompt)[0] ?? '') }),
  follow_up_generation: (prompt) =>
    JSON.stringify({ follow_ups: suggestFollowUps(questionsIn(prompt)) }),
  tags_generation: (prompt) => JSON.stringify({ tags: tagsOf(questionsIn(prompt).join('\n')) }),
  emoji_generation: () => '🙂',
  query_generation: () => '{"queries":[]}',
  image_prompt_generation: (prompt) => JSON.stringify({ prompt: questionsIn(prompt).at(-1) ?? '' }),
  autocomplete_generation: () => '{"text":""}',
  function_calling: () => '{"tool_calls":[]}',
  moa_response_generation: responsesIn,
  memory_review: () => '{"operations":[]}',
  context_compaction: () => '',
};

const MOST_TITLE_WORDS = 7;
const LONGEST_TITLE = 60;
const POLITE_OPENING =
  /^(?:please |hi |hello |hey |can you |could you |would you |i (?:want|need|would like) to |show (?:me |us )?|list |tell (?:me |us )?|give (?:me |us )?|what(?:'s| is| are) |which )+/i;

/** A short title of a question: without courtesies, markup and emoji. */
function titleOf(question: string): string {
  const plain = question
    .slice(0, 1_000)
    .replaceAll(/[\p{Extended_Pictographic}\u{FE0F}\u{200D}]/gu, '')
    .replaceAll(/["'`*_#<>{}[\]]/g, ' ')
    .trim();
  const sentence = plain.split(/[.?!:;](?:\s|$)|\n/, 1)[0] ?? '';
  const words = sentence.replaceAll(/\s+/g, ' ').trim().replace(POLITE_OPENING, '').split(' ');
  const title = words.slice(0, MOST_TITLE_WORDS).join(' ').slice(0, LONGEST_TITLE).trim();
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** What the user said, oldest first, in the chat history of a task's prompt (`utils/misc.py`, `get_messages_content`). */
function questionsIn(prompt: string): readonly string[] {
  const questions: string[] = [];
  let speaker = '';
  for (const line of historyIn(prompt).split('\n')) {
    const turn = /^(USER|ASSISTANT|SYSTEM|TOOL): /.exec(line);
    speaker = turn?.[1] ?? speaker;
    if (speaker !== 'USER') continue;
    if (turn !== null) questions.push(line.slice(turn[0].length));
    else questions.push(`${questions.pop() ?? ''}\n${line}`);
  }
  return questions.map((question) => question.trim()).filter((question) => question !== '');
}

function historyIn(prompt: string): string {
  const start = prompt.indexOf('<chat_history>');
  const end = prompt.lastIndexOf('</chat_history>');
  return start < 0 || end < start ? '' : prompt.slice(start + '<chat_history>'.length, end);
}

/** Merging answers needs a model: without one the answers are handed back as they are. */
function responsesIn(prompt: string): string {
  const heading = 'Responses from models:';
  const start = prompt.indexOf(heading);
  return start < 0 ? '' : prompt.slice(start + heading.length).trim();
}
