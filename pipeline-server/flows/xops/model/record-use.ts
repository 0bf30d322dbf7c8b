import { ModelError, type ModelUse } from '../../../contracts/models.ts';
import type { Turn } from '../answer.ts';

/** Enters what a model was asked for into the receipt and the log; what was sent was sent, whatever came of it. */
export function recordUse({ book, deps }: Turn, use: ModelUse): void {
  book.models.push(use);
  const { purpose, facts, problem } = use;
  deps.log.info({ purpose, answer: facts, problem }, 'a model was asked');
}

/** Why a model's help is missing, for the reader and without a full stop. */
export function problemOf(error: unknown, { deps }: Turn): string {
  if (error instanceof ModelError) return error.message.replace(/\.$/, '');
  deps.log.error({ err: error }, 'asking a model failed');
  return 'asking a model failed; the reason is in the log';
}
