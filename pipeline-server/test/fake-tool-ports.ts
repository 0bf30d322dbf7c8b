import { createAskFocus } from '../../tools/focus/ask-focus.ts';
import { FOCUS_COLUMNS } from '../../tools/focus/columns.ts';
import type { ToolPorts } from '../../tools/ops/ports.ts';
import { WRITING } from '../compose-tools.ts';
import { readPeriod } from '../flows/xops/understand/read-period.ts';
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
    ...changes,
  };
}
