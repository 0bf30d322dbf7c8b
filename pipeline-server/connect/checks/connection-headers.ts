import { type Check, failure, RUN_CONNECT } from '../check.ts';
import { HEADER_TEMPLATES } from '../step.ts';

/** Without the headers, background tasks look like questions, and chats and groups are not known. */
export const connectionHeadersCheck: Check = {
  id: 'webui-connection-headers',
  title: 'Headers of the connection',
  good: 'chat, message, task and groups are said',
  look({ ours }) {
    const headers = new Map(Object.entries(ours?.config['headers'] ?? {}));
    const missing = Object.entries(HEADER_TEMPLATES)
      .filter(([name, value]) => headers.get(name) !== value)
      .map(([name]) => name);
    if (ours === null || missing.length === 0) return null;
    return failure(`missing: ${missing.join(', ')}`, RUN_CONNECT);
  },
};
