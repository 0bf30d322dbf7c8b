import type { ToolPorts } from '../../tools/ops/ports.ts';
import { WRITING } from '../compose-tools.ts';
import { readPeriod } from '../flows/xops/understand/read-period.ts';
import { createFakeAnalyzers, fakeResult } from './fake-analyzers.ts';
import { createTestClock } from './request-context.ts';

/** What tools work with in tests: fake analyzers, time standing still. */
export function fakeToolPorts(changes: Partial<ToolPorts> = {}): ToolPorts {
  return {
    analyzers: createFakeAnalyzers(),
    clock: createTestClock(),
    awsSource: { kind: 'sample', label: 'sample organisation' },
    ask: async ({ question }) => ({
      text: `You asked: ${question}`,
      results: [fakeResult(2)],
      options: [],
    }),
    readPeriod,
    writing: WRITING,
    ...changes,
  };
}
