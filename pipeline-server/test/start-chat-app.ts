import { chatCompletionRoutes } from '../routes/chat-completions.ts';
import { filterCallRoutes } from '../routes/filter-calls.ts';
import { startTestApp, type TestApp, type TestAppOptions } from './start-test-app.ts';

/** TEMPORARY until app.ts wires the routes. */
export async function startChatApp(options: TestAppOptions = {}): Promise<TestApp> {
  const server = await startTestApp(options);
  const { app, services } = server;
  if (!app.hasRoute({ method: 'POST', url: '/chat/completions' })) {
    const { pipelines } = services.config;
    const deps = { directory: services.plugins.directory, clock: services.clock, settings: pipelines };
    for (const prefix of ['', '/v1']) {
      await app.register(chatCompletionRoutes(deps), { prefix });
      await app.register(filterCallRoutes(deps), { prefix });
    }
  }
  return server;
}
