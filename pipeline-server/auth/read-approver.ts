import type { ApproverKey, ApproverKeys } from '../contracts/people.ts';
import type { Principal } from '../contracts/principal.ts';
import type { AccessTokenReader } from './oidc/access-tokens.ts';

/** Recognises people by what they present. */
export interface ApproverReader {
  /** The person whose key was presented; null when it is nobody's, or has expired. */
  find(presented: string): Promise<Principal | null>;
  /**
   * The person whose access token was presented; null when it is none, or none are taken.
   * @throws XOPS_ACCESS_TOKEN_INVALID, XOPS_OIDC_NOT_ADMITTED, XOPS_OIDC_UNAVAILABLE
   */
  readAccessToken(presented: string): Promise<Principal | null>;
  /** False for a person who came with a key that is gone, or from a provider that does not let them in any more. */
  isCurrent(principal: Principal): Promise<boolean>;
}

/** People whom an identity provider knows. */
export interface KnownByProvider {
  readonly accessTokens: AccessTokenReader | null;
  /** By the settings of now. */
  admits(principal: Principal): boolean;
}

/** Reads personal keys where they are kept, and what an identity provider signed. */
export function createApproverReader(
  keys: Pick<ApproverKeys, 'find' | 'list'>,
  provider: KnownByProvider | null = null,
): ApproverReader {
  return {
    async find(presented) {
      const key = await keys.find(presented);
      return key === null ? null : principalOf(key);
    },
    readAccessToken: async (presented) => (await provider?.accessTokens?.read(presented)) ?? null,
    async isCurrent(principal) {
      if (principal.proof === 'oidc') return provider?.admits(principal) === true;
      if (principal.proof !== 'approver-key') return true;
      return (await keys.list()).some((key) => idOf(key) === principal.id);
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
