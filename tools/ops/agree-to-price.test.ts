import { describe, expect, it } from 'vitest';
import {
  createFakeAnalyzers,
  fakeResult,
  fakeSummary,
} from '../../pipeline-server/test/fake-analyzers.ts';
import { fakeToolPorts } from '../../pipeline-server/test/fake-tool-ports.ts';
import { requestContext } from '../../pipeline-server/test/request-context.ts';
import { createTools } from '../registry.ts';

function world(askAboveUsd?: number) {
  const analyzers = createFakeAnalyzers({
    catalogue: [{ ...fakeSummary('cost.ec2.idle', 'Idle EC2'), paidRequests: 60 }],
    results: { 'cost.ec2.idle': fakeResult(2) },
  });
  const tools = createTools(
    fakeToolPorts({ analyzers, ...(askAboveUsd === undefined ? {} : { askAboveUsd }) }),
  );
  const call = async (id: string, args: Readonly<Record<string, unknown>>) => {
    const tool = tools.find((each) => each.id === id);
    return await tool?.execute(args, { ...requestContext(), report: () => undefined });
  };
  return { analyzers, tools, call };
}

describe('agreement to a price', () => {
  it('is asked for before AWS is, with the price to confirm', async () => {
    const { analyzers, call } = world(0.5);
    for (const [id, args] of [
      ['run_analyzer', { analyzer: 'cost.ec2.idle' }],
      ['run_analyzer', { analyzer: 'cost.ec2.idle', confirm_cost_usd: 0.59 }],
      ['find_waste', {}],
    ] as const) {
      await expect(call(id, args)).rejects.toMatchObject({
        code: 'needs-agreement',
        remedy: expect.stringContaining('confirm_cost_usd 0.60'),
        choice: { parameter: 'confirm_cost_usd', options: ['0.60'] },
      });
    }
    expect(analyzers.runs).toEqual([]);
  });

  it('lets the call through that names the price', async () => {
    const { analyzers, call } = world(0.5);
    await call('run_analyzer', { analyzer: 'cost.ec2.idle', confirm_cost_usd: 0.6 });
    await call('find_waste', { confirm_cost_usd: 0.6 });
    expect(analyzers.runs.length).toBeGreaterThan(1);
  });

  it('is a parameter only of what can cost that much', () => {
    const takes = ({ tools }: ReturnType<typeof world>) =>
      tools
        .filter(({ parameters }) => 'confirm_cost_usd' in parameters.properties)
        .map(({ id }) => id);
    expect(takes(world(0.5))).toEqual(expect.arrayContaining(['find_waste', 'run_analyzer']));
    expect(takes(world(1)).toSorted()).toEqual([
      'ask_xops',
      'query_focus',
      'request_change',
      'run_analyzer',
    ]);
  });
});
