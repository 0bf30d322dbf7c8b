import type { ChatBody, ChatMessage, Part } from '../../contracts/chat.ts';
import type { AskInput, Question } from './answer.ts';

/** The tool by which Open WebUI shows a question (0.12, `utils/ask_user.py`); it is known by its name. */
const ASK_USER = 'ask_user';
const QUESTION_ID = 'approval';
const CALL_PREFIX = 'xops-approval-';

/** Whether the chat can show a question, and what was answered to ours. */
export function readConfirmation({ messages, tools }: ChatBody): Pick<AskInput, 'confirmation'> {
  const answered = answerTo(messages.at(-1));
  if (answered !== null) return { confirmation: answered };
  return hasAskUser(tools) ? { confirmation: 'ask' } : {};
}

/** Open WebUI offers the tool where somebody sits before the chat. */
function hasAskUser(tools: unknown): boolean {
  return (
    Array.isArray(tools) &&
    tools.some((tool) => memberOf(memberOf(tool, 'function'), 'name') === ASK_USER)
  );
}

/** What is neither our question nor a plain yes to it is a no: whoever does not answer has agreed to nothing. */
function answerTo(message: ChatMessage | undefined): 'yes' | 'no' | null {
  if (message?.role !== 'tool' || !String(message['tool_call_id']).startsWith(CALL_PREFIX))
    return null;
  const answer = memberOf(memberOf(parsed(message.content), 'answers'), QUESTION_ID);
  const chosen = typeof answer === 'string' ? answer : memberOf(answer, 'label');
  return chosen === YES ? 'yes' : 'no';
}

const YES = 'Ask for approval';

function parsed(content: unknown): unknown {
  try {
    return typeof content === 'string' ? JSON.parse(content) : null;
  } catch {
    return null;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The question as the one tool call of a turn, which has to end with it. */
export function* questionParts({ header, text, yes, no }: Question, id: string): Generator<Part> {
  const questions = [{ id: QUESTION_ID, header, question: text, options: [yes, no] }];
  const args = JSON.stringify({ questions, allow_other: false, timeout_ms: 240_000 });
  const call = {
    index: 0,
    id: `${CALL_PREFIX}${id}`,
    type: 'function',
    function: { name: ASK_USER, arguments: args },
  };
  yield {
    type: 'chunk',
    chunk: { choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] },
  };
}
