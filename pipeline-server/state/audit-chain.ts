import { createHash } from 'node:crypto';
import {
  type AuditEntry,
  type AuditLog,
  type AuditRecord,
  FIRST_PREVIOUS,
} from '../contracts/audit.ts';

/** The end of a chain: what the next record follows. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The head of an empty chain. */
export const EMPTY_CHAIN: ChainHead = { sequence: 0, hash: FIRST_PREVIOUS };

/** Links entries behind a head, in their order. */
export function linkEntries(
  head: ChainHead,
  entries: readonly AuditEntry[],
): readonly AuditRecord[] {
  let last = head;
  return entries.map(({ at, kind, facts }) => {
    const sequence = last.sequence + 1;
    const json = JSON.stringify({ sequence, at, kind, facts });
    const record = { sequence, json, previous: last.hash, hash: hashOf(last.hash, json) };
    last = record;
    return record;
  });
}

function hashOf(previous: string, json: string): string {
  return `sha256:${createHash('sha256').update(`${previous}\n${json}`).digest('hex')}`;
}

/** What a check of a chain found. */
export interface ChainCheck {
  /** Records up to the first broken one, or all. */
  readonly intact: number;
  readonly head: ChainHead;
  readonly broken: { readonly sequence: number; readonly reason: string } | null;
}

const PAGE = 1000;

/**
 * Reads a chain from its first record and names the first that is broken.
 * @param published heads that were made known outside the store: show whether the end of the chain was cut off, or written anew.
 */
export async function verifyChain(
  log: Pick<AuditLog, 'read'>,
  published: readonly ChainHead[] = [],
): Promise<ChainCheck> {
  let head = EMPTY_CHAIN;
  for (;;) {
    const page = await log.read({ after: head.sequence, limit: PAGE });
    for (const record of page) {
      const reason = flawOf(record, head) ?? unlike(record, published);
      if (reason !== null) return broken(head, record.sequence, reason);
      head = record;
    }
    if (page.length < PAGE) break;
  }
  if (published.every(({ sequence }) => sequence <= head.sequence))
    return { intact: head.sequence, head, broken: null };
  return broken(head, head.sequence + 1, 'the chain ends before the published record');
}

function broken(head: ChainHead, sequence: number, reason: string): ChainCheck {
  return { intact: head.sequence, head, broken: { sequence, reason } };
}

/** Why a record does not follow a head, or null when it does. */
function flawOf(record: AuditRecord, head: ChainHead): string | null {
  const { sequence, json, previous, hash } = record;
  if (sequence !== head.sequence + 1) return `record ${head.sequence + 1} is missing`;
  if (previous !== head.hash) return 'it does not follow the record before it';
  if (hash !== hashOf(previous, json)) return 'its content is not what was hashed';
  return sequenceIn(json) === sequence ? null : 'its content names another sequence number';
}

function unlike({ sequence, hash }: AuditRecord, published: readonly ChainHead[]): string | null {
  const isUnlike = published.some((head) => head.sequence === sequence && head.hash !== hash);
  return isUnlike ? 'it is not the published record' : null;
}

function sequenceIn(json: string): number | null {
  const sequence = /^\{"sequence":(?<number>\d{1,15}),/.exec(json)?.groups?.['number'];
  return sequence === undefined ? null : Number(sequence);
}
