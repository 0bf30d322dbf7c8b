import type { StepReport } from '../../contracts/executor.ts';

/** A step that went as planned. */
export function passed(detail: string): StepReport {
  return { passed: true, detail, facts: {} };
}

/** A step that did not; the detail says why. */
export function failed(detail: string): StepReport {
  return { passed: false, detail, facts: {} };
}
