import type { FindSection } from '../../pipeline-server/contracts/feedback.ts';
import type { Knowledge } from '../../pipeline-server/contracts/knowledge.ts';

const SOPS = { kinds: ['sop', 'runbook'] } as const;
const PATIENCE_MS = 30_000;

/** Finds what a correction amends: of the SOPs that govern what its plan came from, the section nearest to its words; else of all SOPs. */
export function createSectionFinder(knowledge: Knowledge): FindSection {
  return async ({ analyzer, proposed, correction: { what, why } }) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const query = { question: `${proposed}. ${what} ${why}`, limit: 1, filter: SOPS };
    const governed =
      analyzer === null ? null : await knowledge.find({ ...query, governs: analyzer }, signal);
    const { passages } =
      governed !== null && governed.passages.length > 0
        ? governed
        : await knowledge.find(query, signal);
    const [nearest] = passages;
    if (nearest === undefined) return null;
    const { anchor, document } = nearest.chunk;
    const { documentId, sha256 } = document;
    return { documentId, anchor, sha256, citation: nearest.citation };
  };
}
