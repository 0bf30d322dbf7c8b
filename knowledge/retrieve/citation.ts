import type { Chunk } from '../../pipeline-server/contracts/knowledge.ts';

/** `path#anchor:L12-L30@version`; without a version, the first eight digits of the hash. */
export function citationOf({ document, anchor, lineStart, lineEnd }: Chunk): string {
  const version = document.version ?? document.sha256.replace('sha256:', '').slice(0, 8);
  return `${document.path}#${anchor}:L${lineStart}-L${lineEnd}@${version}`;
}
