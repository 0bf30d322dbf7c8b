import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Check, caution } from '../check.ts';
import type { WebuiAnswer } from '../open-webui.ts';
import { isOurs } from '../steps/connection.ts';

/** Open WebUI's own routes to models call no filter and no function (0.12, `routers/openai.py`). */
export const nativeRouteCheck: Check = {
  id: 'webui-native-routes',
  title: 'Native routes',
  good: 'they lead to this server only, or are closed',
  async look({ webui, connections, wiring }) {
    const elsewhere = connections.list.filter(
      ({ url, key, config }) => !isOurs(url, wiring) && key !== '' && config['enable'] !== false,
    );
    if (elsewhere.length === 0) return null;
    const answer = await webui.send('POST', '/openai/chat/completions', {});
    if (!isOpenWebuis(answer)) return null;
    return caution(
      `whoever has a session or an API key reaches ${elsewhere.length} other ${elsewhere.length === 1 ? 'connection' : 'connections'} at /openai/chat/completions, past every filter and the guard`,
      'Refuse /openai/ and /ollama/ at the reverse proxy, except from admins.',
    );
  },
};

const DETAIL = Type.Object({ detail: Type.String() });

/** Open WebUI itself misses the model in such a request; a proxy, or a release without the route, says something else. */
function isOpenWebuis({ status, body }: WebuiAnswer): boolean {
  return status !== 403 && Value.Check(DETAIL, body) && body.detail !== 'Not Found';
}
