import { describe, expect, it } from 'vitest';
import type { DeskAnswer } from '../../pipeline-server/contracts/knowledge.ts';
import {
  createFakeDesk,
  fakeAmendment,
  fakePassage,
} from '../../pipeline-server/test/fake-knowledge.ts';
import { fakeToolPorts } from '../../pipeline-server/test/fake-tool-ports.ts';
import { requestContext } from '../../pipeline-server/test/request-context.ts';
import { procedureTools } from './search-procedures.ts';

const CONTEXT = { ...requestContext(), report: () => undefined };

function world(answer: Partial<DeskAnswer>) {
  const desk = createFakeDesk(() => answer);
  const [tool] = procedureTools(fakeToolPorts({ knowledge: desk }));
  if (tool === undefined) throw new Error('there is no tool');
  return {
    desk,
    ask: async (args: Record<string, unknown>) => (await tool.execute(args, CONTEXT)).answer,
  };
}

describe('search_procedures', () => {
  it('gives passages with their citations, and corrections below them', async () => {
    const amendments = [fakeAmendment()];
    const { ask, desk } = world({ passages: [fakePassage({ amendments })] });
    const { rows, summary, notes } = await ask({ question: 'idle', kind: 'sop' });
    expect(rows.map(({ kind, citation }) => [kind, citation])).toEqual([
      ['sop', 'sops/idle-resources.md#idle:L43-L53@1.0.0'],
      ['correction', 'amendment:r1:bo@example.com'],
    ]);
    expect(summary).toBe(
      '1 passage; the nearest is "Idle EC2 instance" of "Remove idle resources".',
    );
    expect(notes.join()).toContain('data from documents');
    expect(desk.queries[0]).toMatchObject({
      kinds: ['sop', 'runbook'],
      limit: 4,
      maximumClass: 'INTERNAL',
    });
  });

  it('says that there is none, what came nearest, and what was not looked through', async () => {
    const { ask } = world({ nearest: fakePassage(), gaps: ['Open WebUI did not answer.'] });
    const { rows, summary, notes } = await ask({ question: 'lunch' });
    expect(rows).toEqual([]);
    expect(summary).toContain('The nearest is "Remove idle resources", which is too far');
    expect(notes).toContain('Open WebUI did not answer.');
  });

  it('is not there where no knowledge is kept', () => {
    expect(procedureTools(fakeToolPorts({}))).toEqual([]);
  });
});
