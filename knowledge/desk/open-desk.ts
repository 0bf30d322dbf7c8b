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
import { readAmendments } from './read-amendments.ts';

/** What a person may read. */
interface Readable {
  readonly sourceIds: readonly string[];
  /** Sources that were left out since it is not known whether the person may read them, each in a sentence. */
  readonly gaps: readonly string[];
}

/** What the desk works with. */
export interface KnowledgeDeskOptions {
  /** Opens the knowledge on its first use. */
  readonly open: () => Promise<Knowledge>;
  /** Says what may be read; what it does not name is not found. */
  readonly readable: (asker: KnowledgeAsker) => Promise<Readable>;
  readonly corrections: CorrectionSource;
  readonly clock: Clock;
}

/** Makes the desk at which flows and tools ask for knowledge. */
export function openKnowledgeDesk(options: KnowledgeDeskOptions): KnowledgeDesk {
  return {
    async find(query, asker): Promise<DeskAnswer> {
      const [knowledge, { sourceIds, gaps }, amendments] = await Promise.all([
        options.open(),
        options.readable(asker),
        readAmendments(options.corrections, options.clock),
      ]);
      const found = await knowledge.find(asked(query, sourceIds), asker.signal);
      return { ...found, passages: amendPassages(found.passages, amendments, query), gaps };
    },
  };
}

function asked(
  { question, limit, kinds, governs, maximumClass }: DeskQuery,
  sourceIds: readonly string[],
) {
  const filter = {
    sourceIds,
    ...(kinds === undefined ? {} : { kinds }),
    ...(maximumClass === undefined ? {} : { maximumClass }),
  };
  return { question, limit, filter, ...(governs === undefined ? {} : { governs }) };
}
