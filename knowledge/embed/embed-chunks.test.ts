import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { embedded } from '../test/sample-chunks.ts';

/** Counts the texts that it is sent. */
function cloudEmbedder() {
  const sent: string[] = [];
  const embedder: Embedder = {
    id: 'cloud-2',
    dimensions: 2,
    place: 'cloud',
    maximumClass: 'INTERNAL',
    async embed(texts) {
      sent.push(...texts);
      return texts.map(() => Float32Array.of(1, 0));
    },
  };
  return { embedder, sent };
}

const NOTE = { path: 'note.md', title: 'Note', sections: { One: 'First.', Two: 'Second.' } };

describe('vectors of chunks', () => {
  it('are of the headings and the text', async () => {
    const { embedder, sent } = cloudEmbedder();
    expect(await embedded(NOTE, embedder)).toHaveLength(2);
    expect(sent).toEqual(['Note > One\n\nFirst.', 'Note > Two\n\nSecond.']);
  });

  it('are not made where the class of a document does not allow it, and nothing is sent', async () => {
    const { embedder, sent } = cloudEmbedder();
    const secret = { ...NOTE, dataClass: 'CONFIDENTIAL' as const };
    await expect(embedded(secret, embedder)).rejects.toThrow(/CONFIDENTIAL.*cloud.*INTERNAL/);
    expect(sent).toEqual([]);
  });
});
