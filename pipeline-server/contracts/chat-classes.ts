import { DATA_CLASSES, type DataClass, higherClass } from './sovereignty.ts';

/** What is known of a chat's data. It holds fingerprints of values, never a value. */
export interface ChatClass {
  /** The highest class that was found in it. */
  readonly class: DataClass;
  /** Fingerprints of what an admin said is not sensitive. */
  readonly released: ReadonlySet<string>;
  /** The highest class that a second opinion gave and no admin released; `PUBLIC` for none. No value explains it. */
  readonly opinion: DataClass;
}

/** How fingerprints of second opinions begin; those of values hold no colon. */
export const OPINION_MARK = 'opinion:';

/** The fingerprint of a text that has its class by a second opinion. It names the class. */
export function opinionFingerprint(dataClass: DataClass, hash: string): string {
  return `${OPINION_MARK}${dataClass}:${hash}`;
}

/** The highest class that the fingerprints of second opinions among these name. */
export function highestOpinion(fingerprints: readonly string[]): DataClass {
  const named = fingerprints.map((fingerprint) =>
    DATA_CLASSES.find((each) => fingerprint.startsWith(`${OPINION_MARK}${each}:`)),
  );
  return named.reduce<DataClass>((most, each) => higherClass(most, each ?? 'PUBLIC'), 'PUBLIC');
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
