import type { AmendedPassage, DeskAnswer, KnowledgeDesk } from '../../contracts/knowledge.ts';
import type { AskPart, Outcome, Turn } from './answer.ts';
import { amendmentLine, citationLine, dayOf } from './cite-passage.ts';
import type { Block } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import { analyseAgain } from './follow-up.ts';
import { offerQuestions } from './guidance.ts';
import { firstOfEach, gapLines, nearestLine, titlesOf, told } from './knowledge-blocks.ts';

/** Enough that several sections of the document that fits best are among them. */
const PASSAGES = 8;
/** Sections shown whole; what is longer is read in the document. */
const MOST_SECTIONS = 3;
const MOST_OTHERS = 3;
const KINDS = ['sop', 'runbook', 'upload'] as const;

/** "how do we …": the section of the SOP that says so, word for word, with what approvers have corrected. */
export async function* answerProcedure(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  const { knowledge } = turn.deps;
  if (knowledge === undefined) return yield* withoutProcedures(turn);
  yield { type: 'progress', description: 'Looking through the SOPs' };
  const found = await findSections(turn, knowledge);
  const [best] = found.passages;
  if (best === undefined) return told(noneFound(turn, found));
  const sections = sectionsOf(best, found.passages);
  const others = firstOfEach(
    found.passages.filter(({ chunk }) => !isSame(chunk.document, best.chunk.document)),
    MOST_OTHERS,
  );
  for (const passage of [...sections, ...others]) yield { type: 'passage', passage };
  return told([
    opening(best),
    ...sections.flatMap((section) => [
      ...(sections.length === 1 ? [] : [heading(section)]),
      { kind: 'passage' as const, text: section.chunk.text },
    ]),
    ...list(amendmentsOf(sections).map(amendmentLine)),
    origin(best, sections),
    ...alsoFound(others),
    ...gapLines(found.gaps),
    ...nearAnalyses(turn),
  ]);
}

/** An analysis is the next best answer where no procedures are kept. */
async function* withoutProcedures(turn: Turn): AsyncGenerator<AskPart, Outcome> {
  const { analyzers } = turn.understanding;
  const built = turn.deps.analyzers.list().filter((entry) => entry.built);
  const isReady = analyzers.some((id) => built.some((entry) => entry.id === id));
  return isReady ? yield* analyseAgain(turn) : offerQuestions(turn);
}

/** What is asked about "this" is looked for among the SOPs that govern what was answered last. */
async function findSections(turn: Turn, knowledge: KnowledgeDesk): Promise<DeskAnswer> {
  const { input, understanding, topic } = turn;
  const asker = { principal: input.reader ?? null, signal: input.signal };
  const { analyzers: about, parameters } = understanding;
  const scope = { about, accounts: parameters.accounts, kinds: KINDS };
  const query = { question: input.question, limit: PASSAGES, ...scope };
  const [governs] =
    understanding.offers.length === 0 && topic !== null ? understanding.analyzers : [];
  if (governs === undefined) return await knowledge.find(query, asker);
  const words = [input.question, ...titlesOf(turn)].join(' ');
  const governed = await knowledge.find({ ...query, question: words, governs }, asker);
  return governed.passages.length > 0 ? governed : await knowledge.find(query, asker);
}

/** The best section, and those of the same document that were found beside it, in the order in which they are done. */
function sectionsOf(
  best: AmendedPassage,
  passages: readonly AmendedPassage[],
): readonly AmendedPassage[] {
  const same = passages.filter(({ chunk }) => isSame(chunk.document, best.chunk.document));
  return same
    .filter(({ score }) => score >= best.score / 2)
    .slice(0, MOST_SECTIONS)
    .toSorted((a, b) => a.chunk.position - b.chunk.position);
}

function amendmentsOf(sections: readonly AmendedPassage[]) {
  const byId = new Map(
    sections.flatMap(({ amendments }) => amendments).map((each) => [each.id, each]),
  );
  return [...byId.values()];
}

function opening({ chunk }: AmendedPassage): Block {
  return lead('The SOP ', { strong: chunk.document.title }, ' says:');
}

function heading({ chunk }: AmendedPassage): Block {
  return { kind: 'heading', text: chunk.headings.at(-1) ?? chunk.document.title };
}

function origin({ chunk }: AmendedPassage, sections: readonly AmendedPassage[]): Block {
  const { document } = chunk;
  const owner = document.owner === null ? '' : `, owner ${document.owner}`;
  const version = document.version === null ? '' : `, version ${document.version}`;
  const places = sections.flatMap(({ citation }) => [', ', { code: citation }]).slice(1);
  const text = [...places, `${version}${owner}, updated ${dayOf(document.updatedAt)}`];
  return { kind: 'facts', facts: [{ label: 'From', text }] };
}

function alsoFound(others: readonly AmendedPassage[]): readonly Block[] {
  if (others.length === 0) return [];
  return [paragraph('Near it in other documents:'), ...list(others.map(citationLine))];
}

function noneFound(turn: Turn, { nearest, gaps }: DeskAnswer): readonly Block[] {
  return [
    lead({ strong: 'No SOP was found' }, ' for that.'),
    ...nearestLine(nearest, 'is too far from the question to answer it'),
    ...gapLines(gaps),
    ...nearAnalyses(turn),
  ];
}

function nearAnalyses({ understanding, deps }: Turn): readonly Block[] {
  const built = deps.analyzers.list().filter((entry) => entry.built);
  const offers = understanding.offers.filter(
    ({ analyzer }) =>
      built.some(({ id }) => id === analyzer) && understanding.analyzers.includes(analyzer),
  );
  if (offers.length === 0) return [];
  return [paragraph('To see where it applies: ', { code: offers[0]?.question ?? '' }, '.')];
}

function isSame(
  one: { readonly documentId: string },
  other: { readonly documentId: string },
): boolean {
  return one.documentId === other.documentId;
}
