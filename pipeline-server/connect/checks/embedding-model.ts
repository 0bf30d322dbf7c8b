import { Type } from 'typebox';
import { type Check, failure } from '../check.ts';

const EMBEDDING = Type.Object({
  RAG_EMBEDDING_ENGINE: Type.String(),
  RAG_EMBEDDING_MODEL: Type.String(),
  openai_config: Type.Object({ url: Type.Union([Type.String(), Type.Null()]) }),
});

/** Our server makes vectors with one model and refuses others: vectors of two kinds cannot be searched together. */
export const embeddingModelCheck: Check = {
  id: 'webui-embedding-model',
  title: 'Vectors of documents',
  good: 'made elsewhere, or by the model of this server',
  async look({ webui, wiring, facts }) {
    const now = await webui.read('/api/v1/retrieval/embedding', EMBEDDING);
    const isOurs =
      now.RAG_EMBEDDING_ENGINE === 'openai' && now.openai_config.url === `${wiring.serverUrl}/v1`;
    const model = facts?.handshake.embeddingModel ?? null;
    if (!isOurs || facts === null || now.RAG_EMBEDDING_MODEL === model) return null;
    return failure(
      `Open WebUI asks for ${now.RAG_EMBEDDING_MODEL}, this server makes ${model ?? 'none'}: uploads fail and nothing is found`,
      'Run xops connect --documents, then Reindex in Admin Settings > Documents.',
    );
  },
};
