import { describe, expect, it } from 'vitest';
import type { CorrectionEntry, CorrectionScope } from '../../pipeline-server/contracts/feedback.ts';
import type { Knowledge, KnowledgeQuery } from '../../pipeline-server/contracts/knowledge.ts';
import { fakePassage } from '../../pipeline-server/test/fake-knowledge.ts';
import { createSectionFinder } from './find-section.ts';
import { openKnowledgeDesk } from './open-desk.ts';

const ASKER = { principal: null, signal: new AbortController().signal };
const IDLE = fakePassage();
const OTHER = fakePassage({ id: 'rightsizing', position: 7 });
const SCOPE: CorrectionScope = {
  accounts: [],
  expiresAt: '2027-01-01T00:00:00.000Z',
  supersedes: null,
  section: { documentId: 'idle-resources', anchor: 'idle', sha256: 'sha256:0', citation: 'c' },
};

function correction(
  scope: Partial<CorrectionScope> = {},
  changes: Partial<CorrectionEntry> = {},
): CorrectionEntry {
  return {
    id: 'r1:bo@example.com',
    approvalId: 'r1',
    author: 'bo@example.com',
    at: '2026-11-01T00:00:00.000Z',
    analyzer: 'cost.ec2.idle',
    planHash: 'sha256:1',
    proposed: 'Stop 3 instances',
    correction: { what: 'Snapshot first.', why: 'Month end.' },
    state: 'accepted',
    review: {
      reviewer: 'cy@example.com',
      at: '2026-11-02T00:00:00.000Z',
      comment: '',
      scope: { ...SCOPE, ...scope },
    },
    ...changes,
  };
}

function deskOver(entries: readonly CorrectionEntry[], passages = [IDLE, OTHER]) {
  const queries: KnowledgeQuery[] = [];
  const pages: (string | null)[] = [];
  const knowledge: Knowledge = {
    async find(query) {
      queries.push(query);
      return { passages, nearest: null };
    },
  };
  const desk = openKnowledgeDesk({
    knowledge,
    readable: async () => ({ uploadSourceIds: ['shipped'], gaps: ['one was left out'] }),
    corrections: {
      async list({ state, after, limit }) {
        pages.push(after);
        return entries
          .filter((each) => each.state === state && (after === null || each.id > after))
          .slice(0, limit);
      },
      read: async () => null,
    },
    clock: { now: () => new Date('2026-11-28T00:00:00Z') },
  });
  return { desk, queries, pages };
}

async function shown(
  entries: readonly CorrectionEntry[],
  query: Parameters<ReturnType<typeof openKnowledgeDesk>['find']>[0],
  passages = [IDLE, OTHER],
) {
  const found = await deskOver(entries, passages).desk.find(query, ASKER);
  return found.passages.flatMap(({ amendments }) => amendments.map(({ id }) => id));
}

const QUERY = { question: 'how', limit: 5 };

describe('the desk', () => {
  it('asks only for what may be read, and says what was left out', async () => {
    const { desk, queries } = deskOver([]);
    const { gaps } = await desk.find({ ...QUERY, maximumClass: 'INTERNAL' }, ASKER);
    expect(gaps).toEqual(['one was left out']);
    expect(queries[0]?.filter).toEqual({ uploadSourceIds: ['shipped'], maximumClass: 'INTERNAL' });
  });

  it('reads corrections once for all questions of an answer, and anew for the next', async () => {
    const { desk, pages } = deskOver([correction()]);
    const [first, second] = [{ ...ASKER }, { ...ASKER }];
    const answers = [await desk.find(QUERY, first), await desk.find(QUERY, first)];
    expect(answers.map(({ passages }) => passages[0]?.amendments.length)).toEqual([1, 1]);
    expect(pages).toHaveLength(1);
    await desk.find(QUERY, second);
    expect(pages).toHaveLength(2);
  });

  it('shows a correction where its section ranks first', async () => {
    expect(await shown([correction()], QUERY)).toEqual(['r1:bo@example.com']);
    expect(await shown([correction()], QUERY, [OTHER, IDLE])).toEqual([]);
    const elsewhere = correction({ section: { ...section(), anchor: 'release-an-address' } });
    expect(await shown([elsewhere], QUERY)).toEqual([]);
  });

  it('shows it for questions on what the corrected plan came from, whichever section ranks first', async () => {
    const elsewhere = correction({ section: { ...section(), anchor: 'release-an-address' } });
    expect(await shown([elsewhere], { ...QUERY, governs: 'cost.ec2.idle' })).toHaveLength(1);
    expect(await shown([elsewhere], { ...QUERY, about: ['cost.ec2.idle'] })).toHaveLength(1);
    expect(await shown([elsewhere], { ...QUERY, governs: 'cost.eip.unassociated' })).toEqual([]);
    const onOther = { ...QUERY, governs: 'cost.eip.unassociated' };
    expect(await shown([correction()], onOther)).toEqual([]);
  });

  it('keeps to the accounts that it was limited to', async () => {
    const limited = correction({ accounts: ['111111111111'] });
    expect(await shown([limited], QUERY)).toHaveLength(1);
    expect(await shown([limited], { ...QUERY, accounts: ['111111111111'] })).toHaveLength(1);
    expect(await shown([limited], { ...QUERY, accounts: ['222222222222'] })).toEqual([]);
  });

  it.each([
    ['proposed', correction({}, { state: 'proposed' })],
    ['withdrawn', correction({}, { state: 'withdrawn' })],
    ['superseded', correction({}, { state: 'superseded' })],
    ['expired', correction({ expiresAt: '2026-11-27T00:00:00.000Z' })],
    ['without a section', correction({ section: null })],
  ])('shows none that is %s', async (_, entry) => {
    expect(await shown([entry], QUERY)).toEqual([]);
  });

  it('shows the newest first, over all pages of the ledger', async () => {
    const many = Array.from({ length: 450 }, (_, index) =>
      correction({}, { id: `r${String(index).padStart(3, '0')}` }),
    );
    const newest = correction({}, { id: 'r999' });
    const review = { ...required(newest.review), at: '2026-11-20T00:00:00.000Z' };
    const ids = await shown([...many, { ...newest, review }], QUERY);
    expect([ids.length, ids[0]]).toEqual([451, 'r999']);
  });

  it('says when the SOP has changed since', async () => {
    const old = correction({ section: { ...section(), sha256: 'sha256:old' } });
    const found = await deskOver([old]).desk.find(QUERY, ASKER);
    expect(found.passages[0]?.amendments[0]).toMatchObject({ isDocumentChanged: true });
    expect(found.passages[0]?.amendments[0]).not.toHaveProperty('documentSha256');
  });
});

describe('what a correction amends', () => {
  const finderOver = (answer: (query: KnowledgeQuery) => readonly (typeof IDLE)[]) =>
    createSectionFinder({
      find: async (query) => ({ passages: answer(query), nearest: null }),
    });

  it('is the nearest section of the SOPs that govern what the plan came from', async () => {
    const find = finderOver(({ governs }) => (governs === 'cost.ec2.idle' ? [IDLE] : [OTHER]));
    expect(await find(correction())).toEqual({
      documentId: 'idle-resources',
      anchor: 'idle',
      sha256: 'sha256:0',
      citation: IDLE.citation,
    });
  });

  it('is the nearest of all where none governs it, and nothing where nothing is near', async () => {
    const find = finderOver(({ governs }) => (governs === undefined ? [OTHER] : []));
    expect(await find(correction())).toMatchObject({ documentId: 'rightsizing' });
    expect(await find(correction({}, { analyzer: null }))).toMatchObject({
      documentId: 'rightsizing',
    });
    expect(await finderOver(() => [])(correction())).toBeNull();
  });
});

function section() {
  return required(SCOPE.section);
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('missing');
  return value;
}
