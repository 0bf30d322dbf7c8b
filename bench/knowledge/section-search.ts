import { createHash } from 'node:crypto';
import MiniSearch from 'minisearch';
import type { ShippedDocument, ShippedFacts } from '../../knowledge/eval/shipped-documents.ts';
import type { Chunk, Knowledge, Passage } from '../../pipeline-server/contracts/knowledge.ts';
import { higherClass } from '../../pipeline-server/contracts/sovereignty.ts';

/** Words that say nothing of the subject. */
const EMPTY_WORDS = new Set(
  'a an and are as at be can did do does for from has have how i in is it its me my of on or our that the this to was we what when where which who why with you'.split(
    ' ',
  ),
);
/**
 * A library's own search over sections by headings: what retrieval of ours has to beat.
 * @param knownShare share of a question's words that the best section must have; below it, nothing is answered.
 */
export function createSectionSearch(
  documents: readonly ShippedDocument<ShippedFacts>[],
  knownShare: number,
): Knowledge {
  const chunks = documents.flatMap(sectionsOf);
  const index = new MiniSearch<{ id: number; headings: string; text: string }>({
    fields: ['headings', 'text'],
    searchOptions: { boost: { headings: 2 }, fuzzy: 0.2, prefix: true },
    processTerm: (term) => (EMPTY_WORDS.has(term.toLowerCase()) ? null : term.toLowerCase()),
  });
  index.addAll(
    chunks.map(({ headings, text }, id) => ({ id, headings: headings.join(' '), text })),
  );
  return {
    find({ question, limit, filter }) {
      const { maximumClass } = filter;
      const passages = index
        .search(question)
        .flatMap(({ id, score, queryTerms }) => {
          const chunk = chunks[id];
          return chunk === undefined ? [] : [{ chunk, score, known: queryTerms.length }];
        })
        .filter(
          ({ chunk }) =>
            maximumClass === undefined ||
            higherClass(chunk.dataClass, maximumClass) === maximumClass,
        );
      const [best] = passages;
      const isNear = best !== undefined && best.known >= knownShare * wordsOf(question);
      return Promise.resolve({
        passages: isNear ? passages.slice(0, limit).map(toPassage) : [],
        nearest: best === undefined ? null : toPassage(best),
      });
    },
  };
}

function wordsOf(question: string): number {
  const words = question.toLowerCase().split(/[\n\r\p{Z}\p{P}]+/u);
  return new Set(words.filter((word) => word !== '' && !EMPTY_WORDS.has(word))).size;
}

function toPassage({ chunk, score }: { readonly chunk: Chunk; readonly score: number }): Passage {
  const { document, anchor, lineStart, lineEnd } = chunk;
  const citation = `${document.path}#${anchor}:L${lineStart}-L${lineEnd}@${document.version}`;
  return { chunk, score: score / (score + 1), citation };
}

function sectionsOf(document: ShippedDocument<ShippedFacts>): readonly Chunk[] {
  const facts = factsOf(document);
  const sections = document.body.split(/^(?=#{2,3} )/m);
  let line = 1;
  return sections.map((text, position) => {
    const lineStart = line;
    line += text.split('\n').length - 1;
    const heading = /^#+ (.+)/.exec(text.trimStart())?.[1] ?? facts.title;
    return {
      id: `${facts.documentId}-${position}`,
      document: facts,
      headings: [facts.title, heading],
      anchor: heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      lineStart,
      lineEnd: line,
      position,
      count: sections.length,
      text,
      dataClass: facts.dataClass,
    };
  });
}

function factsOf({ file, facts, body }: ShippedDocument<ShippedFacts>): Chunk['document'] {
  return {
    documentId: facts.id,
    kind: facts.kind,
    sourceId: 'shipped',
    sourceUri: `shipped:${file}`,
    path: `${facts.kind}/${file}`,
    title: facts.title,
    sha256: `sha256:${createHash('sha256').update(body).digest('hex')}`,
    recipe: 'sections@1',
    version: facts.version,
    updatedAt: Date.parse(facts.updated),
    owner: facts.owner,
    service: facts.service,
    severity: facts.severity,
    tags: {},
    governs: facts.kind === 'sop' ? facts.analyzers : [],
    dataClass: facts.classification,
  };
}
