import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type {
  CorrectionEntry,
  CorrectionSource,
} from '../../pipeline-server/contracts/feedback.ts';
import type { Amendment } from '../../pipeline-server/contracts/knowledge.ts';

/** An amendment with what its document was when it was accepted. */
export interface KeptAmendment extends Amendment {
  /** `sha256:` and the hash of the SOP's bytes then. */
  readonly documentSha256: string;
}

/** Reads a page of corrections at a time. */
const PAGE = 200;

/** Corrections that somebody else has accepted, that amend a section and have not expired; newest first. */
export async function readAmendments(
  source: CorrectionSource,
  clock: Clock,
): Promise<readonly KeptAmendment[]> {
  const now = clock.now().toISOString();
  const found: KeptAmendment[] = [];
  let after: string | null = null;
  for (;;) {
    const page: readonly CorrectionEntry[] = await source.list({
      state: 'accepted',
      after,
      limit: PAGE,
    });
    found.push(...page.flatMap(amendmentOf).filter(({ expiresAt }) => expiresAt > now));
    if (page.length < PAGE) break;
    after = page.at(-1)?.id ?? null;
  }
  return found.toSorted((a, b) => b.acceptedAt.localeCompare(a.acceptedAt));
}

function amendmentOf(entry: CorrectionEntry): readonly KeptAmendment[] {
  const { id, analyzer, proposed, correction, author, review } = entry;
  const scope = review?.scope ?? null;
  if (review === null || scope === null || scope.section === null) return [];
  const { documentId, anchor, sha256 } = scope.section;
  const { reviewer, at: acceptedAt } = review;
  const people = { author, reviewer, acceptedAt, expiresAt: scope.expiresAt };
  const place = { documentId, anchor, documentSha256: sha256, isDocumentChanged: false };
  return [{ id, analyzer, accounts: scope.accounts, proposed, ...correction, ...people, ...place }];
}
