/** A value in an audit record: JSON without texts of people. Hashes, ids, counts and decisions only. */
export type AuditFact =
  | string
  | number
  | boolean
  | null
  | readonly AuditFact[]
  | { readonly [key: string]: AuditFact };

/** Something that happened, before it has its place in the chain. It holds no content: no prompt, no answer, no name. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  /** What happened, in the past tense: `model.request.decided`, `chat.class.lowered`. */
  readonly kind: string;
  readonly facts: Readonly<Record<string, AuditFact>>;
}

/** A record of the chain. */
export interface AuditRecord {
  /** Counted from 1 without gaps. */
  readonly sequence: number;
  /** JSON text of `{ sequence, at, kind, facts }`: what was hashed, to the letter. */
  readonly json: string;
  /** Hash of the record before it; {@link FIRST_PREVIOUS} for the first. */
  readonly previous: string;
  /** `sha256:` and the hash of `previous`, a line feed and `json`. */
  readonly hash: string;
}

/** What the first record of a chain names as the one before it. */
export const FIRST_PREVIOUS = `sha256:${'0'.repeat(64)}`;

/** An append-only chain of records: changing, removing or inserting one breaks every hash after it. */
export interface AuditLog {
  /** Appends an entry; it is on the disk when the promise resolves. Entries of one turn of the event loop share one write. */
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** The same for what nothing waits for: it goes with the next write, or within a hundredth of a second. */
  appendLater(entry: AuditEntry): Promise<AuditRecord>;
  /** Resolves when all that was appended until now is written, or has failed. */
  flush(): Promise<void>;
  /** Records after a sequence number, in order, at most `limit`; those appended before are among them. */
  read(page: { readonly after: number; readonly limit: number }): Promise<readonly AuditRecord[]>;
  /** The newest records, the newest first, at most `limit`; those appended before are among them. */
  latest(limit: number): Promise<readonly AuditRecord[]>;
}
