import { isRecord } from '../pipeline-server/contracts/canonical-json.ts';
import type { FilterBody } from '../pipeline-server/contracts/plugin.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Rewrites the texts of the last message of a role: `content`, as text or parts, and the texts of `output` items, from which
 * Open WebUI 0.12 shows an answer again. Whatever has another shape stays as it is.
 */
export function rewriteLast(
  body: FilterBody,
  role: 'user' | 'assistant',
  rewrite: (text: string) => string,
): FilterBody {
  const messages: unknown = body['messages'];
  if (!Array.isArray(messages)) return body;
  const list: readonly unknown[] = messages;
  const last = list.findLastIndex((message) => isRecord(message) && message['role'] === role);
  const message = list[last];
  return isRecord(message)
    ? { ...body, messages: list.with(last, rewritten(message, rewrite)) }
    : body;
}

function rewritten(message: JsonObject, rewrite: (text: string) => string): JsonObject {
  const { content, output } = message;
  return {
    ...message,
    ...(content === undefined ? {} : { content: rewriteContent(content, rewrite) }),
    ...(Array.isArray(output) ? { output: output.map((item) => rewriteItem(item, rewrite)) } : {}),
  };
}

/** Items that are no messages are calls of tools and their results: no words of the answer. */
function rewriteItem(item: unknown, rewrite: (text: string) => string): unknown {
  if (!isRecord(item) || item['type'] !== 'message') return item;
  return { ...item, content: rewriteContent(item['content'], rewrite) };
}

function rewriteContent(content: unknown, rewrite: (text: string) => string): unknown {
  if (typeof content === 'string') return rewrite(content);
  if (!Array.isArray(content)) return content;
  return content.map((part: unknown) =>
    isRecord(part) && typeof part['text'] === 'string'
      ? { ...part, text: rewrite(part['text']) }
      : part,
  );
}
