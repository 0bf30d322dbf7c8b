import { describe, expect, it } from 'vitest';
import { ApprovalError } from '../../pipeline-server/contracts/approvals.ts';
import { ToolError } from '../../pipeline-server/contracts/tool.ts';
import {
  createFakeAnalyzers,
  fakeRecommendation,
} from '../../pipeline-server/test/fake-analyzers.ts';
import { fakeDesk, fakeToolPorts } from '../../pipeline-server/test/fake-tool-ports.ts';
import { requestContext } from '../../pipeline-server/test/request-context.ts';
import { changeTools } from './change-tools.ts';

const toolContext = () => ({ ...requestContext(), report: () => undefined });

function world(over: Parameters<typeof fakeDesk>[0] = {}) {
  const desk = fakeDesk(over);
  const analyzers = createFakeAnalyzers({ recommendations: [fakeRecommendation(1)] });
  const [request, list] = changeTools(fakeToolPorts({ analyzers, changes: desk }));
  if (request === undefined || list === undefined) throw new Error('there are no tools');
  return { desk, request, list };
}

const CALL = { analyzer: 'cost.ec2.idle' };

describe('request_change', () => {
  it('shows the exact plan first, and asks approvers only after a yes', async () => {
    const { desk, request } = world();
    const first = request.execute(CALL, toolContext());
    await expect(first).rejects.toMatchObject({
      code: 'needs-agreement',
      choice: { parameter: 'confirm', options: ['yes', 'no'] },
    });
    expect(desk.asked).toEqual([]);
    const { answer } = await request.execute({ ...CALL, confirm: 'yes' }, toolContext());
    expect(answer.summary).toContain('Approval was asked for');
    expect(answer.summary).toContain('https://xops.example.com/approvals/');
    expect(desk.asked).toHaveLength(1);
  });

  it('asks nobody after a no, or for an option that there is none of', async () => {
    const { desk, request } = world();
    const { answer } = await request.execute({ ...CALL, confirm: 'no' }, toolContext());
    expect(answer.summary).toContain('Nothing was asked for');
    const wrong = request.execute({ ...CALL, option: 7, confirm: 'yes' }, toolContext());
    await expect(wrong).rejects.toThrow('the ranks are 1');
    expect(desk.asked).toEqual([]);
  });

  it('says why there is no plan, and which hook denied one', async () => {
    const none = world({
      preview: async () => ({ reason: 'Nothing resizes here.', instead: null }),
      propose: async () => ({ reason: 'Nothing resizes here.', instead: 'aws ec2 …' }),
    });
    const { answer } = await none.request.execute(CALL, toolContext());
    expect(answer.summary).toContain('Nothing resizes here.');
    const denied = world({
      propose: async () => {
        throw new ApprovalError('denied-by-hook', 'Too much at once.', 'blast-radius');
      },
    });
    const refused = denied.request.execute({ ...CALL, confirm: 'yes' }, toolContext());
    await expect(refused).rejects.toBeInstanceOf(ToolError);
    await expect(refused).rejects.toThrow('Too much at once. (hook blast-radius)');
  });
});

describe('list_approvals', () => {
  it('lists what waits, and says that nothing proves who asks', async () => {
    const { answer } = await world().list.execute({}, toolContext());
    expect(answer.rows).toHaveLength(1);
    expect(answer.notes[0]).toContain('not proved');
  });
});
