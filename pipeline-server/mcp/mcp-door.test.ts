import {
  Client,
  type ClientOptions,
  SdkHttpError,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PROMPTS } from '../../tools/ops/prompts.ts';
import { createTools } from '../../tools/registry.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import { defineTool, TOOL_ANSWER, type Tool } from '../contracts/tool.ts';
import { createFakeAnalyzers, fakeResult } from '../test/fake-analyzers.ts';
import { fakeToolPorts } from '../test/fake-tool-ports.ts';
import { bearer, startTestApp, type TestAppOptions } from '../test/start-test-app.ts';

/** The two generations of the protocol: a handshake first, or everything with each request. */
const ERAS = ['legacy', 'auto'] as const;

async function listen(options: TestAppOptions = {}) {
  const test = await startTestApp(options);
  const url = await test.app.listen({ host: '127.0.0.1', port: 0 });
  // The client's HTTP pool opens connections ahead, which Node counts as busy.
  onTestFinished(() => test.app.server.closeAllConnections());
  return { ...test, url: `${url}/mcp` };
}

async function connect(url: string, options: ClientOptions = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, options);
  const requestInit = { headers: bearer() };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  onTestFinished(() => client.close());
  return client;
}

const era = (mode: (typeof ERAS)[number]): ClientOptions => ({ versionNegotiation: { mode } });

const TEXTS = Type.Array(Type.Object({ text: Type.String() }));

/** The first text of a result, parsed. */
function jsonOf(result: unknown): unknown {
  const { content } = Value.Parse(Type.Object({ content: TEXTS }), result);
  return JSON.parse(content[0]?.text ?? '');
}

const waiting = (onStart: (signal: AbortSignal) => void): Tool =>
  defineTool({
    id: 'wait',
    title: 'Wait',
    description: 'Waits until nobody wants it any more.',
    parameters: Type.Object({}),
    examples: [{}],
    asksAws: true,
    execute: (_args, { signal, report }) => {
      report({ type: 'step', description: 'Waiting' });
      onStart(signal);
      return new Promise(() => undefined);
    },
  });

describe.each(ERAS)('a client of the generation %s', (mode) => {
  it('finds the same tools, told what only reads, with schemas of their own', async () => {
    const { url, services } = await listen();
    const client = await connect(url, era(mode));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(services.tools.map(({ id }) => id));
    for (const [index, { inputSchema, outputSchema, annotations }] of tools.entries()) {
      expect(inputSchema).toEqual(JSON.parse(JSON.stringify(services.tools[index]?.parameters)));
      expect(outputSchema?.['properties']).toHaveProperty('coverage');
      const readOnlyHint = services.tools[index]?.id !== 'request_change';
      expect(annotations).toMatchObject({ readOnlyHint, destructiveHint: false });
      expect(annotations?.openWorldHint).toBe(services.tools[index]?.asksAws);
    }
    expect(client.getInstructions()).toContain('never an instruction');
  });

  it('calls a tool, with progress, and gets text and structure that are the same', async () => {
    const { url } = await listen();
    const client = await connect(url, era(mode));
    const progress: unknown[] = [];
    const request = { name: 'list_idle_resources', arguments: { kind: 'EC2', limit: '2' } };
    const result = await client.callTool(request, { onprogress: (step) => progress.push(step) });
    expect(Value.Check(TOOL_ANSWER, result.structuredContent)).toBe(true);
    expect(jsonOf(result)).toEqual(result.structuredContent);
    expect(result.structuredContent).toMatchObject({ total: 3, next: { tool: 'get_rows' } });
    expect(progress).toEqual([
      { progress: 1, message: 'cost-optimization-hub:ListRecommendations: 3 items' },
    ]);
  });

  it('gets a link to the report that a question had written, and reads it', async () => {
    const { url } = await listen();
    const headers = { ...bearer(), 'x-chat-id': 'chat-1' };
    const client = new Client({ name: 'test', version: '1' }, era(mode));
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
    );
    onTestFinished(() => client.close());
    const ask = (question: string) =>
      client.callTool({ name: 'ask_xops', arguments: { question } });
    expect((await ask('idle EC2')).content).toHaveLength(1);
    const { content } = Value.Parse(
      Type.Object({
        content: Type.Array(
          Type.Object({ type: Type.String(), uri: Type.Optional(Type.String()) }),
        ),
      }),
      await ask('export as csv'),
    );
    expect(content).toMatchObject([
      { type: 'text' },
      { type: 'resource_link', uri: expect.stringMatching(/^xops:\/\/reports\/.+\.csv$/) },
    ]);
    const { contents } = await client.readResource({ uri: content[1]?.uri ?? '' });
    expect(contents).toMatchObject([{ text: expect.stringContaining(',') }]);
  });

  it('gets errors that a model can act on', async () => {
    const { url } = await listen();
    const client = await connect(url, era(mode));
    const wrong = await client.callTool({ name: 'cost_by', arguments: { period: 'whenever' } });
    expect(wrong.isError).toBe(true);
    expect(jsonOf(wrong)).toEqual({
      error: '"whenever" is no period that period understands.',
      remedy: expect.stringContaining('last month'),
    });
    const invalid = await client.callTool({ name: 'cost_by', arguments: { limit: 0 } });
    expect(jsonOf(invalid)).toHaveProperty('detail.0.argument', 'limit');
    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toThrow(/nothing/);
  });

  it('takes a call back', async () => {
    const signals: AbortSignal[] = [];
    const { url } = await listen({ tools: [waiting((signal) => signals.push(signal))] });
    const client = await connect(url, era(mode));
    const cancel = new AbortController();
    const call = client.callTool({ name: 'wait', arguments: {} }, { signal: cancel.signal });
    call.catch(() => undefined);
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    cancel.abort();
    await expect(call).rejects.toThrow();
    if (mode === 'legacy') await client.close();
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
  });

  it('goes on after the server was started anew, without connecting again', async () => {
    const first = await listen();
    const port = Number(new URL(first.url).port);
    const client = await connect(first.url, era(mode));
    const before = await client.callTool({ name: 'list_idle_resources', arguments: { limit: 1 } });
    await first.app.close();
    const second = await startTestApp();
    await second.app.listen({ host: '127.0.0.1', port });
    const after = await client.callTool({ name: 'list_idle_resources', arguments: {} });
    expect(after.structuredContent).toMatchObject({ total: 3 });
    const { next } = Value.Parse(TOOL_ANSWER, before.structuredContent);
    const gone = await client.callTool({ name: 'get_rows', arguments: { handle: next?.handle } });
    expect(jsonOf(gone)).toMatchObject({ remedy: expect.stringContaining('again') });
  });

  it('reads the catalogue, and one analyzer by its id', async () => {
    const { url } = await listen();
    const client = await connect(url, era(mode));
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(['xops://analyzers']);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'xops://analyzers/{id}',
      'xops://reports/{report}/{file}',
      'xops://reports/{report}/evidence/{hash}',
    ]);
    const read = async (uri: string) => {
      const { contents } = await client.readResource({ uri });
      const read: unknown = JSON.parse(Value.Parse(TEXTS, contents)[0]?.text ?? '');
      return read;
    };
    expect(await read('xops://analyzers')).toMatchObject([{ id: 'cost.ec2.idle', built: true }]);
    expect(await read('xops://analyzers/cost.ec2.idle')).toMatchObject({
      id: 'cost.ec2.idle',
      threshold: 'peak CPU below 5 %',
    });
    await expect(read('xops://analyzers/none')).rejects.toThrow();
  });

  it('offers prompts, narrowed to what a person says', async () => {
    const { url } = await listen();
    const client = await connect(url, era(mode));
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(PROMPTS.map(({ name }) => name));
    const text = async (accounts?: string) => {
      const args = accounts === undefined ? {} : { arguments: { accounts } };
      const { messages } = await client.getPrompt({ name: 'security_triage', ...args });
      return JSON.stringify(messages);
    };
    expect(await text()).toContain('public_exposure');
    expect(await text('payments-prod')).toContain('Only for accounts: payments-prod.');
  });
});

describe('a name that fits several accounts', () => {
  const accounts = ['payments-prod', 'payments-dev', 'web'].map((name, index) => ({
    id: String(index + 1).repeat(12),
    name,
    email: null,
    status: 'ACTIVE',
    tags: {},
  }));
  const request = { name: 'list_idle_resources', arguments: { accounts: ['web', 'payments'] } };

  async function start() {
    const analyzers = createFakeAnalyzers({
      organization: { accounts, regions: [] },
      results: { 'cost.ec2.idle': fakeResult(1) },
    });
    const { url } = await listen({ tools: createTools(fakeToolPorts({ analyzers })) });
    return { url, analyzers };
  }

  const asking: ClientOptions = { ...era('auto'), capabilities: { elicitation: { form: {} } } };

  it('is asked back, where the client can ask', async () => {
    const { url, analyzers } = await start();
    const client = await connect(url, asking);
    const asked: unknown[] = [];
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params);
      return { action: 'accept', content: { accounts: 'payments-dev (222222222222)' } };
    });
    const result = await client.callTool(request);
    expect(asked).toMatchObject([
      {
        message: '"payments" fits 2 accounts. Which one is meant?',
        requestedSchema: {
          properties: {
            accounts: { enum: ['payments-prod (111111111111)', 'payments-dev (222222222222)'] },
          },
        },
      },
    ]);
    expect(result.isError).toBeFalsy();
    expect(analyzers.runs[0]?.parameters.accounts).toEqual(['333333333333', '222222222222']);
  });

  it('says what went wrong after the choice as after any call', async () => {
    const analyzers = createFakeAnalyzers({
      organization: { accounts, regions: [] },
      results: { 'cost.ec2.idle': new AnalysisError('denied', 'AWS said no.') },
    });
    const { url } = await listen({ tools: createTools(fakeToolPorts({ analyzers })) });
    const client = await connect(url, asking);
    client.setRequestHandler('elicitation/create', () => ({
      action: 'accept',
      content: { accounts: 'payments-dev (222222222222)' },
    }));
    const result = await client.callTool({
      ...request,
      arguments: { ...request.arguments, kind: 'ec2' },
    });
    expect(jsonOf(result)).toMatchObject({ error: 'AWS said no.', remedy: expect.any(String) });
  });

  it.each([
    ['declines', { action: 'decline' as const }],
    ['chooses what was not offered', { action: 'accept' as const, content: { accounts: 'x' } }],
  ])('is an error with the options when the person %s', async (_what, answer) => {
    const { url } = await start();
    const client = await connect(url, asking);
    client.setRequestHandler('elicitation/create', () => answer);
    const result = await client.callTool(request);
    expect(jsonOf(result)).toHaveProperty('choices.1', 'payments-dev (222222222222)');
  });

  it.each(ERAS)('is an error with the options where a client of %s cannot ask', async (mode) => {
    const { url } = await start();
    const result = await (await connect(url, era(mode))).callTool(request);
    expect(result.isError).toBe(true);
    expect(jsonOf(result)).toHaveProperty('choices.0', 'payments-prod (111111111111)');
  });
});

describe('a text that only the person knows', () => {
  const asking: ClientOptions = { ...era('auto'), capabilities: { elicitation: { form: {} } } };

  async function start(search: string) {
    const analyzers = createFakeAnalyzers({ results: { 'inv.find': fakeResult(1) } });
    const { url } = await listen({ tools: createTools(fakeToolPorts({ analyzers })) });
    const client = await connect(url, asking);
    const asked: unknown[] = [];
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params);
      return { action: 'accept', content: { search } };
    });
    return { client, analyzers, asked };
  }

  it('is asked for, and what was said besides is kept', async () => {
    const { client, analyzers, asked } = await start('Team=platform');
    const result = await client.callTool({ name: 'find_resource', arguments: { limit: 5 } });
    expect(result.isError).toBeFalsy();
    expect(asked).toMatchObject([
      {
        message: 'Find a resource: what is meant?',
        requestedSchema: { properties: { search: { type: 'string', minLength: 1 } } },
      },
    ]);
    expect(analyzers.runs[0]?.parameters).toMatchObject({ search: 'Team=platform' });
  });

  it.each([
    { what: 'blank', search: ' ', args: {}, error: /"search" is missing/, questions: 1 },
    { what: 'too long', search: 'x'.repeat(300), args: {}, error: /more than 256/, questions: 1 },
    { what: 'not all', search: 'x', args: { limit: 0 }, error: /"limit" must be/, questions: 0 },
  ])('that is $what is an error', async ({ search, args, error, questions }) => {
    const { client, asked } = await start(search);
    const result = await client.callTool({ name: 'find_resource', arguments: args });
    expect(asked).toHaveLength(questions);
    expect(jsonOf(result)).toMatchObject({ error: expect.stringMatching(error) });
    expect(jsonOf(result)).not.toHaveProperty('choices');
  });

  it.each(ERAS)('is an error where a client of %s cannot ask', async (mode) => {
    const { url } = await listen();
    const client = await connect(url, era(mode));
    const result = await client.callTool({ name: 'ask_xops', arguments: {} });
    expect(jsonOf(result)).toMatchObject({ detail: [{ argument: 'question' }] });
  });
});

describe('the door', () => {
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: {
        ...bearer(),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const PING = { jsonrpc: '2.0', id: 1, method: 'ping' };

  it('asks for a key with the scope, and says how', async () => {
    const { url } = await listen();
    const none = await fetch(url, { method: 'POST' });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="xops"',
    ]);
    const wrong = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: bearer('wrong') },
    });
    const client = new Client({ name: 'test', version: '1' }, era('auto'));
    await expect(client.connect(wrong)).rejects.toBeInstanceOf(SdkHttpError);
  });

  it.each([
    ['an unknown method', { jsonrpc: '2.0', id: 7, method: 'no/such' }, -32601],
    ['a tool call without a name', { jsonrpc: '2.0', id: 7, method: 'tools/call' }, -32602],
  ])('answers %s with a JSON-RPC error', async (_what, body, code) => {
    const { url } = await listen();
    const text = await (await post(url, body)).text();
    expect(text).toContain(`"code":${code}`);
    expect(text).toContain('"id":7');
  });

  it.each(['[]', '7', '"text"', '{}', '{"jsonrpc":"1.0"}', '[{"jsonrpc":"2.0"}]'])(
    'refuses %s without failing',
    async (body) => {
      const { url } = await listen();
      expect((await post(url, body)).status).toBe(400);
    },
  );

  it('has no sessions to get or delete', async () => {
    const { url } = await listen();
    for (const method of ['GET', 'DELETE']) {
      expect((await fetch(url, { method, headers: bearer() })).status).toBe(405);
    }
  });

  it.each([
    [{ origin: 'http://localhost:3000' }, 200],
    [{ origin: 'http://127.0.0.1' }, 200],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ host: 'evil.example' }, 403],
  ])('on this machine answers %j with %i', async (headers, status) => {
    const { app } = await startTestApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/mcp',
      headers: { accept: 'application/json, text/event-stream', ...bearer(), ...headers },
      payload: PING,
    });
    expect(answer.statusCode).toBe(status);
  });

  it.each([
    [{ host: 'xops.example:9099' }, 200],
    [{ host: 'xops.example:9099', origin: 'https://xops.example' }, 200],
    [{ host: 'xops.example:9099', origin: 'https://evil.example' }, 403],
  ])('on the network answers %j with %i', async (headers, status) => {
    const { app } = await startTestApp({ environment: { HOST: '0.0.0.0' } });
    const answer = await app.inject({
      method: 'POST',
      url: '/mcp',
      headers: { accept: 'application/json, text/event-stream', ...bearer(), ...headers },
      payload: PING,
    });
    expect(answer.statusCode).toBe(status);
  });
});
