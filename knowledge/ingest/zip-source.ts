import { isReadable } from '../parse/parse-document.ts';
import { openZip, readZip, ZIP_LIMITS } from '../parse/read-zip.ts';
import { sha256Of } from './file-hash.ts';
import type { Source, SourceFacts } from './source.ts';

/** The documents of a zip archive. @param file path of the archive */
export function createZipSource(facts: SourceFacts, file: string): Source {
  return {
    facts,
    async *list(signal) {
      for await (const entry of readZip(await openZip(file), ZIP_LIMITS, isReadable)) {
        signal.throwIfAborted();
        if ('problem' in entry) yield entry;
        else {
          const { path, bytes, changedAt } = entry;
          yield { path, sha256: sha256Of(bytes), version: null, updatedAt: changedAt };
        }
      }
    },
    async *read(paths, signal) {
      const isWanted = (path: string) => paths.has(path);
      for await (const entry of readZip(await openZip(file), ZIP_LIMITS, isWanted)) {
        signal.throwIfAborted();
        yield entry;
      }
    },
  };
}
