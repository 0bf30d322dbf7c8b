import type { ChatBody, ChatMessage, ContentPart } from '../pipeline-server/contracts/chat.ts';
import { messageText } from '../pipeline-server/contracts/chat.ts';
import { defuseText } from './defuse-text.ts';
import { findInjection } from './injection-patterns.ts';
import { addSystemNote } from './payload-texts.ts';
import { DATA_NOTE } from './prompt-injection.ts';

/** Open WebUI's element around a retrieved document (0.12, `utils/middleware.py`). */
const SOURCE = /<source\b[^>]{0,500}>[^<]*(?:<(?!\/?source\b)[^<]*)*<\/source>/g;

/**
 * Defuses results of tools and retrieved documents in a request, and tells the model that they are data where they try to
 * change its instructions. Nothing else of the request changes.
 */
export function guardRequest(body: ChatBody): ChatBody {
  const messages = body.messages.map(defuseMessage);
  const isSame = messages.every((message, index) => message === body.messages[index]);
  const defused = isSame ? body : { ...body, messages };
  if (!messages.some((message) => isUntrusted(message) && tries(message))) return defused;
  return addSystemNote(defused, DATA_NOTE) as ChatBody;
}

function isUntrusted(message: ChatMessage): boolean {
  return message.role === 'tool' || messageText(message).includes('<source');
}

function tries(message: ChatMessage): boolean {
  const text = messageText(message);
  const parts = message.role === 'tool' ? [text] : (text.match(SOURCE) ?? []);
  return parts.some((part) => findInjection(part, []) !== null);
}

function defuseMessage(message: ChatMessage): ChatMessage {
  if (!isUntrusted(message)) return message;
  const defuse = message.role === 'tool' ? defuseText : defuseSources;
  const { content } = message;
  if (typeof content === 'string') {
    const defused = defuse(content);
    return defused === content ? message : { ...message, content: defused };
  }
  if (!Array.isArray(content)) return message;
  const parts: readonly ContentPart[] = content;
  return {
    ...message,
    content: parts.map((part) =>
      part.text === undefined ? part : { ...part, text: defuse(part.text) },
    ),
  };
}

function defuseSources(text: string): string {
  return text.replace(SOURCE, (source) => {
    const inside = source.indexOf('>') + 1;
    const end = source.length - '</source>'.length;
    return source.slice(0, inside) + defuseText(source.slice(inside, end)) + source.slice(end);
  });
}
