import { isRecord } from '../pipeline-server/contracts/canonical-json.ts';
import type { FilterBody } from '../pipeline-server/contracts/plugin.ts';

/** Tokens of one answer and of what was asked for it. */
export interface AnswerUse {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True where the model reported nothing. */
  readonly isEstimate: boolean;
}

/** Characters of a token, few: English has about four, code and other languages less. */
const CHARACTERS_PER_TOKEN = 3;

/**
 * What the last answer of an outlet's body used: the `usage` that Open WebUI keeps with the message, in the names of OpenAI,
 * Anthropic or Ollama, else an estimate by the length of the texts.
 * @returns null when there is no answer.
 */
export function readUsage({ messages }: FilterBody): AnswerUse | null {
  const list: readonly unknown[] = Array.isArray(messages) ? messages : [];
  const last = list.findLastIndex(
    (message) => isRecord(message) && message['role'] === 'assistant',
  );
  const answer = list[last];
  if (!isRecord(answer)) return null;
  const { usage } = answer;
  if (isRecord(usage)) {
    const inputTokens = firstNumber(usage, ['prompt_tokens', 'input_tokens', 'prompt_eval_count']);
    const outputTokens = firstNumber(usage, ['completion_tokens', 'output_tokens', 'eval_count']);
    if (inputTokens !== null && outputTokens !== null) {
      return { inputTokens, outputTokens, isEstimate: false };
    }
  }
  const asked = list.slice(0, last).map(contentOf);
  return { inputTokens: guess(asked), outputTokens: guess([contentOf(answer)]), isEstimate: true };
}

/**
 * What a question may use, about: its texts, and an answer as long as the request allows, else of so many tokens.
 */
export function expectUsage(body: FilterBody, answerTokens: number): AnswerUse {
  const { messages } = body;
  const list: readonly unknown[] = Array.isArray(messages) ? messages : [];
  const most = firstNumber(body, ['max_completion_tokens', 'max_tokens']);
  return {
    inputTokens: guess(list.map(contentOf)),
    outputTokens: most ?? answerTokens,
    isEstimate: true,
  };
}

function firstNumber(usage: FilterBody, names: readonly string[]): number | null {
  const value = names.map((name) => usage[name]).find((each) => typeof each === 'number');
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Without the names of members, which are sent in another form. */
function contentOf(message: unknown): unknown {
  return isRecord(message) ? message['content'] : null;
}

function guess(contents: readonly unknown[]): number {
  const lengths = contents.map((content) =>
    typeof content === 'string' ? content.length : (JSON.stringify(content) ?? '').length,
  );
  return Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / CHARACTERS_PER_TOKEN);
}
