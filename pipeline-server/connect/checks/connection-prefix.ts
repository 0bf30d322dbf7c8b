import { type Check, failure } from '../check.ts';

/** Open WebUI leaves a prefix in the addresses of filters (0.12, `routers/pipelines.py`). */
export const connectionPrefixCheck: Check = {
  id: 'webui-connection-prefix',
  title: 'Prefix of the connection',
  good: 'there is none',
  look({ ours }) {
    const prefix = ours?.config['prefix_id'];
    if (typeof prefix !== 'string' || prefix === '') return null;
    return failure(
      `"${prefix}" stands before every model: entries, grants and filters know them by other names`,
      'Run xops connect, which takes it away.',
    );
  },
};
