import type {
  AmendedPassage,
  Amendment,
  DeskAnswer,
  DeskQuery,
  KnowledgeAsker,
  KnowledgeDesk,
} from '../contracts/knowledge.ts';

/** A passage of an SOP, in tests. */
export function fakePassage(
  changes: {
    readonly id?: string;
    readonly title?: string;
    readonly section?: string;
    readonly text?: string;
    readonly kind?: 'sop' | 'incident';
    readonly position?: number;
    readonly score?: number;
    readonly amendments?: readonly Amendment[];
  } = {},
): AmendedPassage {
  const { id = 'idle-resources', title = 'Remove idle resources', kind = 'sop' } = changes;
  const { section = 'Idle EC2 instance', position = 3, score = 0.9, amendments = [] } = changes;
  const path = `${kind}s/${id}.md`;
  const document = {
    documentId: id,
    kind,
    sourceId: 'test',
    sourceUri: `test:${path}`,
    path,
    title,
    sha256: 'sha256:0',
    recipe: 'md-path@1',
    version: '1.0.0',
    updatedAt: Date.parse('2026-11-01'),
    owner: 'finops',
    service: 'cost',
    severity: 'HIGH',
    tags: {},
    governs: ['cost.ec2.idle'],
    dataClass: 'INTERNAL',
  } as const;
  const lines = { lineStart: 40 + position, lineEnd: 50 + position };
  const text = changes.text ?? '1. Stop it.\n\n   ```bash\n   aws ec2 stop-instances\n   ```';
  const place = { anchor: 'idle', ...lines, position, count: 9 };
  const headings = [title, section];
  const chunk = { id: `${id}-${position}`, document, headings, ...place, text };
  return {
    chunk: { ...chunk, dataClass: 'INTERNAL' },
    score,
    citation: `${path}#idle:L${lines.lineStart}-L${lines.lineEnd}@1.0.0`,
    amendments,
  };
}

/** A correction that was accepted, in tests. */
export function fakeAmendment(changes: Partial<Amendment> = {}): Amendment {
  return {
    id: 'r1:bo@example.com',
    documentId: 'idle-resources',
    anchor: 'idle',
    analyzer: 'cost.ec2.idle',
    accounts: [],
    proposed: 'Stop 3 instances',
    what: 'Take a snapshot first',
    why: 'the disks hold month-end files',
    author: 'bo@example.com',
    reviewer: 'cy@example.com',
    acceptedAt: '2026-11-20T00:00:00.000Z',
    expiresAt: '2027-02-18T00:00:00.000Z',
    isDocumentChanged: false,
    ...changes,
  };
}

/** A desk that gives what it was told to; its queries and askers can be looked at. */
export function createFakeDesk(
  answer: (query: DeskQuery) => Partial<DeskAnswer>,
): KnowledgeDesk & { readonly queries: DeskQuery[]; readonly askers: Set<KnowledgeAsker> } {
  const queries: DeskQuery[] = [];
  const askers = new Set<KnowledgeAsker>();
  return {
    queries,
    askers,
    async find(query, asker) {
      queries.push(query);
      askers.add(asker);
      return { passages: [], nearest: null, gaps: [], ...answer(query) };
    },
  };
}
