import type { KnowledgeAsker } from '../../pipeline-server/contracts/knowledge.ts';
import type { Principal } from '../../pipeline-server/contracts/principal.ts';
import type { OpenWebuiApi } from './api.ts';
import { groupsOf, type KnowledgeBase, listKnowledgeBases } from './knowledge-bases.ts';

/** What may be read of Open WebUI's knowledge, and what is not known. */
interface ReadableBases {
  readonly baseIds: readonly string[];
  readonly gaps: readonly string[];
}

const NOT_PROVED =
  "It is not proved who asks, so only Open WebUI's public knowledge was looked through: set the secret of forwarded users on both sides.";
const NO_ANSWER =
  'Open WebUI did not say what you may read, so the knowledge that was uploaded there was not looked through.';

/**
 * Which knowledge bases somebody may read, by Open WebUI's own rules (0.12, `AccessGrants.has_access`): the owner, whom a grant names, whose group
 * one names, everybody where it is public, and admins. Asked anew for each question: a right that was taken away is gone. What cannot be
 * asked is not readable.
 */
export async function readableBases(
  api: OpenWebuiApi,
  { principal, signal }: KnowledgeAsker,
): Promise<ReadableBases> {
  const isProved = principal?.proof === 'jwt';
  try {
    const [bases, groups] = await Promise.all([
      listKnowledgeBases(api, signal),
      isProved ? groupsOf(api, principal.id, signal) : [],
    ]);
    const readable = bases.filter((base) => mayRead(base, isProved ? principal : null, groups));
    const isHidden = !isProved && readable.length < bases.length;
    return { baseIds: readable.map(({ id }) => id), gaps: isHidden ? [NOT_PROVED] : [] };
  } catch {
    signal.throwIfAborted();
    return { baseIds: [], gaps: [NO_ANSWER] };
  }
}

function mayRead(
  { ownerId, grants }: KnowledgeBase,
  principal: Principal | null,
  groups: readonly string[],
): boolean {
  if (principal !== null && (principal.roles.includes('admin') || principal.id === ownerId)) {
    return true;
  }
  return grants.some(
    ({ principalType: type, principalId: id, permission }) =>
      permission === 'read' &&
      (type === 'user'
        ? id === '*' || id === principal?.id
        : type === 'group' && groups.includes(id)),
  );
}
