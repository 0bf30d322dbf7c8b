import type { ChatBody } from '../pipeline-server/contracts/chat.ts';
import { defuseText } from './defuse-text.ts';
import { findInjection } from './injection-patterns.ts';
import { addSystemNote, DATA_NOTE } from './payload-texts.ts';
import { rewriteUntrusted, untrustedTexts } from './untrusted-texts.ts';

/**
 * Defuses results of tools and retrieved documents in a request, and tells the model that they are data where they try to
 * change its instructions. Nothing else of the request changes.
 */
export function guardRequest(body: ChatBody): ChatBody {
  const messages = body.messages.map((message) => rewriteUntrusted(message, defuseText));
  const isSame = messages.every((message, index) => message === body.messages[index]);
  const defused = isSame ? body : { ...body, messages };
  const texts = messages.flatMap(untrustedTexts);
  if (!texts.some((text) => findInjection(text, []) !== null)) return defused;
  return addSystemNote(defused, DATA_NOTE) as ChatBody;
}
