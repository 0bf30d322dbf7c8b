import type { Person } from './approvals.ts';
import type { Principal } from './principal.ts';

/** Who people are, the same through whichever door they come. */
export interface People {
  /** Aliases resolved; groups as the settings have them, and as a signed token has them. */
  ofPrincipal(principal: Principal): Person;
  /** The person whom a Slack member's id is written down for. */
  bySlackId(id: string): Person | null;
  /** The person of an address that Slack has confirmed. */
  byEmail(email: string): Person | null;
  /** The same person with the groups of today. */
  today(person: Person): Promise<Person>;
}

/** A personal key with which somebody decides. The key itself is kept nowhere. */
export interface ApproverKey {
  /** Shown in lists; not part of the key. */
  readonly id: string;
  /** Lower-case mail address. */
  readonly person: string;
  readonly groups: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** Personal keys, kept as hashes. */
export interface ApproverKeys {
  /** Makes a key; the text is shown this once. */
  create(
    key: Omit<ApproverKey, 'id' | 'createdAt'>,
  ): Promise<{ readonly text: string; readonly key: ApproverKey }>;
  /** The key of a presented text; null when nobody has it or it has expired. */
  find(presented: string): Promise<ApproverKey | null>;
  /** Those that have not expired. */
  list(): Promise<readonly ApproverKey[]>;
  /** False when there is none of that id. */
  revoke(id: string): Promise<boolean>;
}
