import type { ApproverKey, ApproverKeys } from '../contracts/people.ts';
import type { Principal } from '../contracts/principal.ts';

/** Recognises personal keys. */
export interface ApproverReader {
  /** The person whose key was presented; null when it is nobody's, or has expired. */
  find(presented: string): Promise<Principal | null>;
  /** False for a person who came with a key that is gone. */
  isCurrent(principal: Principal): Promise<boolean>;
}

/** Reads personal keys where they are kept. */
export function createApproverReader(keys: Pick<ApproverKeys, 'find' | 'list'>): ApproverReader {
  return {
    async find(presented) {
      const key = await keys.find(presented);
      return key === null ? null : principalOf(key);
    },
    async isCurrent({ id, proof }) {
      if (proof !== 'approver-key') return true;
      return (await keys.list()).some((key) => idOf(key) === id);
    },
  };
}

function principalOf(key: ApproverKey): Principal {
  const { person: email, groups } = key;
  return { id: idOf(key), email, name: null, roles: [], groups, proof: 'approver-key', scopes: [] };
}

function idOf({ id }: ApproverKey): string {
  return `approver-key:${id}`;
}
