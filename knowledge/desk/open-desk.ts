import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { CorrectionSource } from '../../pipeline-server/contracts/feedback.ts';
import type {
  DeskAnswer,
  DeskQuery,
  Knowledge,
  KnowledgeAsker,
  KnowledgeDesk,
} from '../../pipeline-server/contracts/knowledge.ts';
import { amendPassages } from './amend-passages.ts';
import { type KeptAmendment, readAmendments } from './read-amendments.ts';

/** What a person may read. */
interface Readable {
  /** Of uploads; all other documents are everybody's. */
  readonly uploadSourceIds: readonly string[];
  /** Sources that were left out since it is not known whether the person may read them, each in a sentence. */
  readonly gaps: readonly string[];
}

/** What the desk works with. */
export interface KnowledgeDeskOptions {
  readonly knowledge: Knowledge;
  /** Says what may be read; what it does not name is not found. */
  readonly readable: (asker: KnowledgeAsker) => Promise<Readable>;
  readonly corrections: CorrectionSource;
  readonly clock: Clock;
}

const NO_UPLOADS: Readable = { uploadSourceIds: [], gaps: [] };

/** Makes the desk at which flows and tools ask for knowledge. */
export function openKnowledgeDesk(options: KnowledgeDeskOptions): KnowledgeDesk {
  const amendmentsFor = oncePerAnswer(options);
  return {
    async find(query, asker): Promise<DeskAnswer> {
      const asksUploads = query.kinds === undefined || query.kinds.includes('upload');
      const [{ uploadSourceIds, gaps }, amendments] = await Promise.all([
        asksUploads ? options.readable(asker) : NO_UPLOADS,
        amendmentsFor(asker),
      ]);
      const found = await options.knowledge.find(asked(query, uploadSourceIds), asker.signal);
      const passages = amendPassages(found.passages, amendments, query);
      return { ...found, passages, gaps: [...gaps, ...(found.gaps ?? [])] };
    },
  };
}

/** An answer asks for each of its options; what is accepted meanwhile is for the next answer. */
function oncePerAnswer({ corrections, clock }: KnowledgeDeskOptions) {
  const read = new WeakMap<KnowledgeAsker, Promise<readonly KeptAmendment[]>>();
  return (asker: KnowledgeAsker) => {
    const known = read.get(asker) ?? readAmendments(corrections, clock);
    read.set(asker, known);
    return known;
  };
}

function asked(
  { question, limit, kinds, governs, maximumClass }: DeskQuery,
  uploadSourceIds: readonly string[],
) {
  const filter = {
    uploadSourceIds,
    ...(kinds === undefined ? {} : { kinds }),
    ...(maximumClass === undefined ? {} : { maximumClass }),
  };
  return { question, limit, filter, ...(governs === undefined ? {} : { governs }) };
}
