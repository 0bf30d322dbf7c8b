import { DocumentError } from '../parse/document-error.ts';
import { QuarantineError } from './admit-document.ts';

/** Why a document is not taken, for the person who brings it; null for any other failure. */
export function refusalOf(error: unknown): string | null {
  return error instanceof DocumentError || error instanceof QuarantineError ? error.message : null;
}
