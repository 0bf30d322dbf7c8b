import { type CutDocument, type CutFile, openCutter } from '../knowledge/ingest/cut-document.ts';
import { DocumentError } from '../knowledge/parse/document-error.ts';

/** A document to be read and cut. */
export interface CuttingTask {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What came of it. It crosses threads, where an error loses its class. */
export type CuttingOutcome = { readonly document: CutDocument } | { readonly problem: string };

let opening: Promise<CutFile> | null = null;

/** Cuts a document in the thread that it is called in. @throws DocumentError */
export async function cutHere(path: string, bytes: Uint8Array): Promise<CutDocument> {
  opening ??= openCutter();
  return await (await opening)(path, bytes);
}

/** What a worker thread runs. */
export default async function cutInWorker({ path, bytes }: CuttingTask): Promise<CuttingOutcome> {
  try {
    return { document: await cutHere(path, bytes) };
  } catch (error) {
    if (error instanceof DocumentError) return { problem: error.message };
    throw error;
  }
}
