import {
  type ChatMessage,
  type ContentPart,
  messageText,
} from '../pipeline-server/contracts/chat.ts';

/** Open WebUI's element around a retrieved document (0.12, `utils/middleware.py`). */
const SOURCE = /<source\b[^>]{0,500}>[^<]*(?:<(?!\/?source\b)[^<]*)*<\/source>/g;

/** The results of tools and the retrieved documents in a message; none where a person or a model wrote all of it. */
export function untrustedTexts(message: ChatMessage): readonly string[] {
  const text = messageText(message);
  return message.role === 'tool' ? [text] : (text.match(SOURCE) ?? []);
}

/** The message with its untrusted texts rewritten; the same object where nothing changes. */
export function rewriteUntrusted(
  message: ChatMessage,
  rewrite: (text: string) => string,
): ChatMessage {
  const { role, content } = message;
  const written = role === 'tool' ? rewrite : (text: string) => rewriteSources(text, rewrite);
  if (typeof content === 'string') {
    const changed = written(content);
    return changed === content ? message : { ...message, content: changed };
  }
  if (!Array.isArray(content)) return message;
  const parts: readonly ContentPart[] = content;
  const changed = parts.map((part) => rewritePart(part, written));
  return changed.every((part, index) => part === parts[index])
    ? message
    : { ...message, content: changed };
}

function rewritePart(part: ContentPart, rewrite: (text: string) => string): ContentPart {
  const text = part.text === undefined ? undefined : rewrite(part.text);
  return text === undefined || text === part.text ? part : { ...part, text };
}

function rewriteSources(text: string, rewrite: (text: string) => string): string {
  return text.replace(SOURCE, (source) => {
    const inside = source.indexOf('>') + 1;
    const end = source.length - '</source>'.length;
    return source.slice(0, inside) + rewrite(source.slice(inside, end)) + source.slice(end);
  });
}
