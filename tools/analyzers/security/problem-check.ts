import type { ConfigRow } from '../../aws/config-row.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import type { ConfigCheck } from '../config-check.ts';

/** A check that says what is wrong with a resource, of several things that can be. */
interface ProblemCheck extends Omit<ConfigCheck, 'keep' | 'computes'> {
  /** What is wrong with a resource; nothing when all is well. */
  readonly problems: (row: ConfigRow, request: AnalysisRequest) => readonly string[];
}

/** A check whose findings are the resources with a problem, with a column that names it. */
export function problemCheck({ problems, ...check }: ProblemCheck): ConfigCheck {
  return {
    ...check,
    keep: (row, request) => problems(row, request).length > 0,
    computes: [
      {
        field: 'problem',
        title: 'Problem',
        kind: 'text',
        value: (row, request) => problems(row, request).join(', '),
      },
    ],
  };
}

/** Those of the texts whose condition holds. */
export function whichHold(problems: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(problems).flatMap(([text, holds]) => (holds ? [text] : []));
}
