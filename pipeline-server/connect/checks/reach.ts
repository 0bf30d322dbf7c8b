import { type Check, failure } from '../check.ts';
import { explain } from '../server-facts.ts';

/** Open WebUI calls our server with our key and with the identity of the admin who asks. */
export const reachCheck: Check = {
  id: 'webui-reaches-server',
  title: 'Way to this server',
  good: 'Open WebUI reaches it, and its key and signature are taken',
  look({ answer, facts, wiring }) {
    if (facts !== null) return null;
    const { problem, remedy } = explain(answer, wiring);
    return failure(problem, remedy);
  },
};
