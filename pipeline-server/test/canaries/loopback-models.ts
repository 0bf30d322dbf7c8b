import { onTestFinished } from 'vitest';
import { connectRoutes } from '../../gateway/connect-routes.ts';
import { allowListOf } from '../../gateway/egress/allow-list.ts';
import { createEgressClient } from '../../gateway/egress/egress-client.ts';
import { type FakeAnswer, openAiStream } from '../fake-upstreams/answers.ts';
import {
  type FakeReply,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../fake-upstreams/fake-upstream.ts';
import { testRoute } from '../model-routes.ts';
import type { Fault, MakeModel } from './faulty-models.ts';

const TIMES = { connectMs: 2000, firstByteMs: 2000, idleMs: 2000 };

/** Models that are reached over HTTP, with the provider and the egress client of the product; one server for each route. */
export async function startLoopbackModels(ids: readonly string[]): Promise<MakeModel> {
  const upstreams = new Map<string, FakeUpstream>();
  for (const id of ids) upstreams.set(id, await startFakeUpstream(() => null));
  const routes = [...upstreams].map(([id, { url }]) => testRoute({ id, baseUrl: `${url}/v1` }));
  const egress = createEgressClient(allowListOf(routes, false), TIMES);
  onTestFinished(async () => {
    await egress.close();
    for (const upstream of upstreams.values()) await upstream.close();
  });
  return (route, planned) => {
    const sent: string[] = [];
    const upstream = upstreams.get(route.id);
    const baseUrl = `${upstream?.url}/v1`;
    upstream?.respond(({ text }) => {
      const fault = planned[sent.length % planned.length] ?? 'none';
      sent.push(text);
      return replyFor(fault, text);
    });
    const [connected] = connectRoutes([{ route: { ...route, baseUrl }, apiKey: null }], egress);
    if (connected === undefined) throw new Error(`no model for ${route.id}`);
    return { provider: connected.provider, sent };
  };
}

function replyFor(fault: Fault, text: string): FakeReply {
  const says = (more: FakeAnswer = {}, writing = {}) =>
    openAiStream({ text: ['An answer. '], ...more }, writing);
  switch (fault) {
    case 'down':
      return json({ error: 'down' }, 503, { 'retry-after': '0' });
    case 'busy':
      return json({ error: 'busy' }, 429, { 'retry-after': '0' });
    case 'slow':
      return says({}, { pauseMs: 2 });
    case 'breaks':
      return says({}, { cutAfter: 2 });
    case 'calls-tool':
      return says({ calls: [{ name: 'look_up', arguments: {} }], finish: 'tool_calls' });
    case 'repeats':
      return says({ text: [text.slice(0, 5000)] });
    case 'none':
      return says();
  }
}
