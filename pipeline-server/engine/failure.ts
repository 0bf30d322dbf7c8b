import { AnalysisError } from '../contracts/analysis.ts';
import { ModelError, type ModelErrorCode } from '../contracts/models.ts';
import type { Refusal } from '../contracts/plugin.ts';
import { XopsError, xopsError } from '../errors.ts';

/** What a client is told of a failure. */
export interface Failure {
  /** HTTP status, if the answer has not begun. */
  readonly status: number;
  readonly code: string;
  /** Fit for the user's eyes: it says what to do, and nothing of our inside. */
  readonly message: string;
  /** Seconds after which another try makes sense, where that is known. */
  readonly retryAfterSeconds?: number | null;
}

/** An error which a pipe passed on from a server that it proxies, worded by that server for the client. */
export class ReportedError extends Error {
  override readonly name = 'ReportedError';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** HTTP status of each reason why an analysis gave no answer. */
export const ANALYSIS_STATUS = {
  'unknown-analyzer': 404,
  'not-built': 501,
  'bad-parameter': 400,
  denied: 403,
  throttled: 429,
  'limit-reached': 429,
  unavailable: 503,
  aborted: 503,
} as const satisfies Readonly<Record<AnalysisError['code'], number>>;

/** HTTP status of each reason why a model gave no answer. A provider that refuses our key is no fault of the caller. */
const MODEL_STATUS: Readonly<Record<ModelErrorCode, number>> = {
  'unknown-model': 404,
  'invalid-request': 400,
  'too-large': 413,
  blocked: 403,
  'not-authorised': 502,
  'rate-limited': 429,
  unavailable: 503,
  timeout: 504,
  'bad-answer': 502,
  aborted: 503,
};

/** Words a failure for the client. Only errors that were written for the user keep their text. */
export function describeFailure(error: unknown, pipelineId: string): Failure {
  if (isRefusal(error)) return { status: error.status, code: 'refused', message: error.message };
  if (error instanceof AnalysisError) {
    return { status: ANALYSIS_STATUS[error.code], code: error.code, message: error.message };
  }
  if (error instanceof ModelError) {
    const { code, message, retryAfterSeconds } = error;
    return { status: MODEL_STATUS[code], code, message, retryAfterSeconds };
  }
  if (error instanceof ReportedError) {
    return { status: 502, code: error.code, message: error.message };
  }
  const known =
    error instanceof XopsError ? error : xopsError('XOPS_PIPE_FAILED', { id: pipelineId });
  return { status: known.status, code: known.code, message: known.message };
}

/** A refusal, also one of a plugin that brought its own copy of the class. Other statuses than 4xx are no refusals. */
export function isRefusal(error: unknown): error is Refusal {
  if (!(error instanceof Error) || error.name !== 'Refusal' || !('status' in error)) return false;
  const { status } = error;
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 500;
}
