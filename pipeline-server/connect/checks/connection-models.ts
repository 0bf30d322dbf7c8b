import { type Check, failure } from '../check.ts';

/** With a list of models Open WebUI never asks ours, and so learns of no filter (0.12, `routers/openai.py`). */
export const connectionModelsCheck: Check = {
  id: 'webui-connection-models',
  title: 'Models of the connection',
  good: 'they are asked for',
  look({ ours }) {
    const ids = ours?.config['model_ids'];
    if (!Array.isArray(ids) || ids.length === 0) return null;
    return failure(
      `a list of ${ids.length} is set: Open WebUI asks for none, and finds no filter`,
      'Run xops connect, which empties it; hide models in Admin Settings > Models.',
    );
  },
};
