import type { DataClass } from './sovereignty.ts';

/** What is known of a chat's data. It holds fingerprints of values, never a value. */
export interface ChatClass {
  /** The highest class that was found in it. */
  readonly class: DataClass;
  /** Fingerprints of what an admin said is not sensitive. */
  readonly released: ReadonlySet<string>;
}

/** The class of each chat. It only rises, until an admin lowers it. A write is durable before it resolves. */
export interface ChatClasses {
  read(chatId: string): Promise<ChatClass | null>;
  /** Raises the class where it is lower, and remembers what was found. */
  raise(chatId: string, found: FoundInChat): Promise<void>;
  /** Lowers the class; what was found so far no longer counts. False when the chat is not known. */
  lower(chatId: string, to: DataClass): Promise<boolean>;
}

/** What a turn of a chat brought. */
export interface FoundInChat {
  readonly class: DataClass;
  readonly fingerprints: readonly string[];
}
