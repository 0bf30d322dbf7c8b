import { describe, expect, it } from 'vitest';
import type { KnowledgeQuery } from '../../pipeline-server/contracts/knowledge.ts';
import { createHashEmbedder } from '../embed/hash-embedder.ts';
import { createEmbeddedCollections } from '../store/embedded-collections.ts';
import { createMemoryRows } from '../test/memory-rows.ts';
import { embedded, type SampleDocument } from '../test/sample-chunks.ts';
import { createKnowledge } from './find-knowledge.ts';

const embedder = createHashEmbedder();
const { signal } = new AbortController();

const KEYS: SampleDocument = {
  path: 'identity/keys.md',
  title: 'Identity hygiene',
  governs: ['sec.iam.keys'],
  sections: {
    'Old access keys': 'Rotate the access key of the user, then delete the old one.',
    'Console users': 'A user without a second factor cannot sign in.',
  },
};
const NAT: SampleDocument = {
  path: 'nat.md',
  title: 'NAT gateway bill',
  kind: 'incident',
  dataClass: 'CONFIDENTIAL',
  sections: { 'What happened': 'Backups went through the NAT gateway and cost 4,000 USD.' },
};

async function open(documents: readonly SampleDocument[] = [KEYS, NAT]) {
  const collections = createEmbeddedCollections(createMemoryRows());
  const store = await collections.open(embedder, signal);
  for (const document of documents)
    await store.replaceDocuments([await embedded(document, embedder)], signal);
  const knowledge = createKnowledge({ embedder, store });
  const ask = (question: string, query: Partial<KnowledgeQuery> = {}) =>
    knowledge.find({ question, limit: 5, filter: {}, ...query }, signal);
  return { store, ask };
}

describe('finding knowledge', () => {
  it('puts the passage first that answers, and cites file, heading, lines and version', async () => {
    const { ask } = await open();
    const { passages, nearest } = await ask('How do I rotate an access key?');
    expect(passages[0]).toMatchObject({
      citation: 'identity/keys.md#old-access-keys:L1-L9@1.0.0',
      lexicalRank: 1,
      vectorRank: 1,
    });
    expect(nearest).toEqual(passages[0]);
  });

  it('cites the hash where there is no version', async () => {
    const { ask } = await open([{ ...KEYS, version: null }]);
    const { passages } = await ask('rotate access keys');
    expect(passages[0]?.citation).toMatch(/^identity\/keys\.md#old-access-keys:L1-L9@[0-9a-f]{8}$/);
  });

  it('answers nothing when nothing is near enough, and says what came nearest', async () => {
    const { ask } = await open();
    const { passages, nearest, ranked } = await ask(
      'Which pizza goes well with a Riesling on user research?',
    );
    expect(passages).toEqual([]);
    expect(nearest?.citation).toContain('identity/keys.md');
    expect(ranked[0]).toEqual(nearest);
    expect(ranked.length).toBeGreaterThan(1);
  });

  it('has nothing to say where there is nothing', async () => {
    const { ask } = await open([]);
    expect(await ask('rotate access keys')).toEqual({
      passages: [],
      nearest: null,
      ranked: [],
      gaps: [],
    });
  });

  it('shows nothing above the class of the asker, not even as the nearest', async () => {
    const { ask } = await open();
    const filter = { maximumClass: 'INTERNAL' } as const;
    const { passages, nearest } = await ask('NAT gateway backups cost', { filter });
    expect([...passages, nearest].map((each) => each?.chunk.document.path)).not.toContain('nat.md');
    expect((await ask('NAT gateway backups cost')).passages[0]?.chunk.document.path).toBe('nat.md');
  });

  it('finds what governs an analyzer, however far the question is', async () => {
    const { ask } = await open();
    const { passages } = await ask('pizza', { governs: 'sec.iam.keys' });
    expect(passages.map(({ chunk }) => chunk.document.path)).toEqual(Array(2).fill(KEYS.path));
    expect((await ask('keys', { governs: 'cost.nat' })).passages).toEqual([]);
  });

  it('finds words that are typed wrong by their parts', async () => {
    const { ask } = await open();
    const { passages } = await ask('rotat acess keys');
    expect(passages[0]?.chunk.anchor).toBe('old-access-keys');
  });

  it('finds what the document calls something else', async () => {
    const { ask } = await open();
    const { passages } = await ask('expensive invoice');
    expect(passages[0]?.chunk.document.path).toBe('nat.md');
  });

  it('is farther from a product that no document names than from a word that none has', async () => {
    const { ask } = await open();
    const nearnessOf = async (question: string) => (await ask(question)).nearest?.nearness ?? 0;
    const [name, word] = [
      await nearnessOf('users of Workday'),
      await nearnessOf('users of workday'),
    ];
    expect(name).toBeLessThan(word);
  });

  it('counts what the asker may not see for nothing, also in the document as a whole', async () => {
    const mixed = { ...NAT, path: 'mixed.md', sections: { Open: 'Backups.' } };
    const { ask } = await open([NAT, { ...mixed, dataClass: 'INTERNAL' as const }]);
    const { ranked } = await ask('gateway backups', { filter: { maximumClass: 'INTERNAL' } });
    expect(ranked.map(({ documentCoverage }) => documentCoverage)).toEqual([ranked[0]?.coverage]);
  });

  it('needs no more of a long question than of one with a few words', async () => {
    const { ask } = await open();
    const coverageWith = async (strange: number) => {
      const words = Array.from({ length: strange }, (_word, at) => 'q'.repeat(at + 5));
      const { ranked } = await ask(`rotate the access key ${words.join(' ')}`);
      return ranked[0]?.documentCoverage ?? 0;
    };
    expect(await coverageWith(2)).toBeGreaterThan(await coverageWith(6));
    expect(await coverageWith(24)).toBe(await coverageWith(6));
  });

  it('shows the same text of several documents once, that of the SOP', async () => {
    const copy: SampleDocument = { ...KEYS, path: 'copy.md', kind: 'incident' };
    const { ask } = await open([copy, KEYS]);
    const { passages } = await ask('rotate access keys');
    expect(passages.map(({ chunk }) => chunk.document.path)).toEqual(Array(2).fill(KEYS.path));
  });

  it('prefers what people accepted to an SOP, and that to a note, where all else is equal', async () => {
    const kinds = ['incident', 'sop', 'amendment'] as const;
    const { ask } = await open(
      kinds.map((kind) => ({
        ...KEYS,
        kind,
        path: `${kind}.md`,
        sections: { 'Old access keys': `Rotate the access key of the user ${kind.length}.` },
      })),
    );
    const { passages } = await ask('rotate the access key of the user');
    expect(passages.map(({ chunk }) => chunk.document.kind)).toEqual(kinds.toReversed());
  });

  it('follows what is written, whoever writes it', async () => {
    const { store, ask } = await open();
    await ask('rotate');
    const changed = { ...KEYS, dataClass: 'RESTRICTED' as const, sections: { Steps: 'Rotate.' } };
    await store.replaceDocuments([await embedded(changed, embedder)], signal);
    expect((await ask('rotate')).passages[0]?.chunk).toMatchObject({ text: 'Rotate.' });
    const { passages } = await ask('rotate', { filter: { maximumClass: 'INTERNAL' } });
    expect(passages.map(({ chunk }) => chunk.document.path)).not.toContain(KEYS.path);
    await store.removeDocument(
      (await ask('rotate')).nearest?.chunk.document.documentId ?? '',
      signal,
    );
    expect((await ask('rotate')).passages).toEqual([]);
  });
});
