import type {
  AmendedPassage,
  DeskQuery,
  Passage,
} from '../../pipeline-server/contracts/knowledge.ts';
import type { KeptAmendment } from './read-amendments.ts';

/**
 * Puts corrections to passages. One is shown where its own section ranks first, or where what is asked is about the findings that the corrected
 * plan came from; never by the likeness of its words, which pins corrections on questions that have nothing to do with them.
 */
export function amendPassages(
  passages: readonly Passage[],
  amendments: readonly KeptAmendment[],
  query: DeskQuery,
): readonly AmendedPassage[] {
  return passages.map((passage, index) => ({
    ...passage,
    amendments:
      index === 0
        ? amendments
            .filter((each) => applies(each, passage, query))
            .map((each) => shown(each, passage))
        : [],
  }));
}

function applies(
  { documentId, anchor, analyzer, accounts }: KeptAmendment,
  { chunk }: Passage,
  { about = [], accounts: asked = [], governs }: DeskQuery,
): boolean {
  if (documentId !== chunk.document.documentId) return false;
  const isThere =
    accounts.length === 0 || asked.length === 0 || accounts.some((id) => asked.includes(id));
  const isAbout = analyzer !== null && (governs === analyzer || about.includes(analyzer));
  const isSection = governs === undefined && anchor === chunk.anchor;
  return isThere && (isAbout || isSection);
}

function shown({ documentSha256, ...amendment }: KeptAmendment, { chunk }: Passage) {
  return { ...amendment, isDocumentChanged: documentSha256 !== chunk.document.sha256 };
}
