import { onTestFinished } from 'vitest';
import type { Environment } from '../config.ts';
import { ollamaStream, openAiStream } from './fake-upstreams/answers.ts';
import {
  type FakeReply,
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from './fake-upstreams/fake-upstream.ts';

/** A model in the cloud and one on the own network, which keep what they are sent. */
export interface TwoPlaces {
  readonly cloud: FakeUpstream;
  readonly local: FakeUpstream;
  /** Settings of a server with both; each names the other as its fallback. */
  readonly environment: Environment;
}

/** The id of the model in the cloud. */
export const CLOUD_MODEL = 'gateway.cloud-big';

/**
 * Starts both. They answer "From the cloud." and "From here.".
 * @param answerLocally what the local model answers instead.
 */
export async function startTwoPlaces(answerLocally?: () => FakeReply): Promise<TwoPlaces> {
  const cloud = await upstream(() => openAiStream({ text: ['From the cloud.'] }));
  const local = await upstream(({ path }) => {
    if (path === '/api/show') return json({});
    return answerLocally?.() ?? ollamaStream({ text: ['From here.'] });
  });
  const routes = [
    {
      id: 'cloud',
      provider: 'openai',
      place: 'cloud',
      baseUrl: `${cloud.url}/v1`,
      models: ['big'],
      fallbacks: ['local'],
    },
    {
      id: 'local',
      provider: 'ollama',
      baseUrl: local.url,
      models: ['small'],
      fallbacks: ['cloud'],
    },
  ];
  const environment = { XOPS_ROUTES: JSON.stringify(routes), OPENAI_API_KEY: 'sk-key' };
  return { cloud, local, environment };
}

async function upstream(respond: FakeResponder): Promise<FakeUpstream> {
  const started = await startFakeUpstream(respond);
  onTestFinished(() => started.close());
  return started;
}
