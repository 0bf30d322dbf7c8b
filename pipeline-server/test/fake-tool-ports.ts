import { createAskFocus } from '../../tools/focus/ask-focus.ts';
import { FOCUS_COLUMNS } from '../../tools/focus/columns.ts';
import type { ToolPorts } from '../../tools/ops/ports.ts';
import { WRITING } from '../compose-tools.ts';
import type { ChangeDesk, RequestedChange } from '../contracts/change-desk.ts';
import { readPeriod } from '../flows/xops/understand/read-period.ts';
import { samplePlan, sampleRequest } from './approval-samples.ts';
import { createFakeAnalyzers, fakeResult } from './fake-analyzers.ts';
import { createFakeFocus } from './fake-focus.ts';
import { createTestClock } from './request-context.ts';

/** What tools work with in tests: fake analyzers, time standing still. */
export function fakeToolPorts(changes: Partial<ToolPorts> = {}): ToolPorts {
  const clock = createTestClock();
  const focusSources = { reader: createFakeFocus(), folder: null, clock };
  return {
    analyzers: createFakeAnalyzers(),
    clock,
    awsSource: { kind: 'sample', label: 'sample organisation' },
    ask: async ({ question }) => ({
      text: `You asked: ${question}`,
      results: [fakeResult(2)],
      options: [],
    }),
    focus: { ask: createAskFocus(focusSources), columns: FOCUS_COLUMNS, paidRequests: 11 },
    readPeriod,
    writing: WRITING,
    changes: fakeDesk(),
    ...changes,
  };
}

/** A desk that makes a request of every option, and remembers them. */
export function fakeDesk(
  over: Partial<ChangeDesk> = {},
): ChangeDesk & { readonly asked: string[] } {
  const asked: string[] = [];
  const change = (request = sampleRequest()): RequestedChange => ({
    request,
    url: `https://xops.example.com/approvals/${request.id}`,
    switchedOff: [],
    card: '<p>card</p>',
  });
  return {
    asked,
    preview: async () => ({ plan: samplePlan(), routing: sampleRequest().routing }),
    propose: async ({ recommendation }) => {
      asked.push(recommendation.id);
      return change();
    },
    previewPlan: async (plan) => ({ plan, routing: sampleRequest().routing }),
    proposePlan: async (plan) => {
      asked.push(plan.title);
      return change(sampleRequest({ plan }));
    },
    waiting: async () => ({ forMe: [change()], mine: [], isProved: false }),
    ...over,
  };
}
