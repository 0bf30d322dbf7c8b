/** A name that stands for a value in one chat. */
export interface Pseudonym {
  readonly token: string;
  readonly value: string;
}

/** The pseudonyms of each chat. What is kept cannot be read without the key, and is forgotten after a while without use. */
export interface PseudonymVault {
  /** All of a chat whose values can still be read. Their time begins anew. */
  read(chatId: string): Promise<readonly Pseudonym[]>;
  /**
   * Keeps pseudonyms, durable when it resolves. What the chat has already stays as it is, also when two requests come at once.
   * @returns what now stands for the values; one is missing when its token stands for another value.
   */
  add(chatId: string, pseudonyms: readonly Pseudonym[]): Promise<readonly Pseudonym[]>;
}
