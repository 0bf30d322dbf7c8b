import { type ChatClass, type ChatClasses, highestOpinion } from '../../contracts/chat-classes.ts';
import { higherClass } from '../../contracts/sovereignty.ts';

/** Classes of chats in a map. */
export function createFakeChats(): ChatClasses {
  const chats = new Map<
    string,
    Omit<ChatClass, 'opinion'> & { readonly found: ReadonlySet<string> }
  >();
  return {
    async read(chatId) {
      const known = chats.get(chatId);
      if (known === undefined) return null;
      const live = [...known.found].filter((each) => !known.released.has(each));
      return { ...known, opinion: highestOpinion(live) };
    },
    async raise(chatId, found) {
      const known = chats.get(chatId);
      chats.set(chatId, {
        class: higherClass(known?.class ?? 'PUBLIC', found.class),
        found: new Set([...(known?.found ?? []), ...found.fingerprints]),
        released: known?.released ?? new Set(),
      });
    },
    async lower(chatId, to) {
      const known = chats.get(chatId);
      if (known !== undefined) chats.set(chatId, { ...known, class: to, released: known.found });
      return known !== undefined;
    },
  };
}
