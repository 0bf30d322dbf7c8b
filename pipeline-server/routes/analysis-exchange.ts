import { AnalysisError, type RunContext } from '../contracts/analysis.ts';
import type { Clock } from '../contracts/context.ts';
import { openAllowance } from '../contracts/spending.ts';
import { xopsError } from '../errors.ts';
import { createRequestContext, type Exchange } from './request-context.ts';

/** What an analysis is told about a request of a page: who asks, what it may spend, and when to stop. */
export function runContext(exchange: Exchange, clock: Clock): RunContext {
  const { signal, principal } = createRequestContext(exchange, clock);
  const report = () => undefined;
  return { signal, identity: principal.id, allowance: openAllowance(), report };
}

/** What analyses answer. @throws XOPS_ANALYSIS_FAILED with the remedy. */
export async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    throw xopsError('XOPS_ANALYSIS_FAILED', { reason: error.message }, { cause: error });
  }
}
