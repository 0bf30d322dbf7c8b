import type { Chunk } from '../../pipeline-server/contracts/knowledge.ts';

/** What of a chunk is embedded and searched: its headings stand before it, since a section seldom says what it is about. */
export function searchableText({ headings, text }: Pick<Chunk, 'headings' | 'text'>): string {
  return `${headings.join(' > ')}\n\n${text}`;
}
