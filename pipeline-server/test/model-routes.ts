import type { ModelRequest, Route } from '../contracts/models.ts';

/** A route, with what a test wants to be different. */
export function testRoute(differences: Partial<Route> = {}): Route {
  return {
    id: 'local',
    provider: 'openai',
    place: 'local',
    jurisdiction: [],
    region: null,
    baseUrl: 'http://127.0.0.1:9/v1',
    models: ['fake-model'],
    maximumClass: 'RESTRICTED',
    prices: {},
    promptCache: null,
    fallbacks: [],
    ...differences,
  };
}

/** A request of one question, with what a test wants to be different. */
export function testModelRequest(differences: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'fake-model',
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hello' }], toolCalls: [], toolCallId: null },
    ],
    tools: [],
    toolChoice: 'auto',
    parallelToolCalls: true,
    maximumTokens: null,
    temperature: null,
    topP: null,
    seed: null,
    stop: [],
    format: null,
    effort: null,
    stream: true,
    ...differences,
  };
}
