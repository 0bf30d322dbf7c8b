import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config.ts';
import { json, startFakeUpstream } from '../test/fake-upstreams/fake-upstream.ts';
import { checkEgress, checkModels } from './doctor-models.ts';

const { signal } = new AbortController();

async function ollama() {
  const upstream = await startFakeUpstream(({ path }) =>
    path === '/api/tags' ? json({ models: [{ name: 'llama' }] }) : json({}),
  );
  onTestFinished(() => upstream.close());
  return upstream;
}

describe('the check of models', () => {
  it('says that none is configured', async () => {
    expect(await checkModels(readConfig({}), signal)).toMatchObject([{ state: 'ok' }]);
  });

  it('calls each route, and says what to do about one that fails', async () => {
    const { url } = await ollama();
    const routes = JSON.stringify([
      { id: 'here', provider: 'ollama', baseUrl: url },
      { id: 'there', provider: 'litellm', baseUrl: `${url}/nothing/v1`, place: 'local' },
      { id: 'claude', provider: 'anthropic' },
    ]);
    expect(await checkModels(readConfig({ XOPS_ROUTES: routes }), signal)).toMatchObject([
      { check: 'Model route here', state: 'ok', detail: expect.stringContaining('offers llama') },
      {
        check: 'Model route there',
        state: 'failed',
        remedy: expect.stringContaining('offers no model'),
      },
      {
        check: 'Model route claude',
        state: 'failed',
        remedy: expect.stringContaining('ANTHROPIC_API_KEY'),
      },
    ]);
  });
});

describe('the check of egress', () => {
  it('prints the allow-list and reaches no decoy', async () => {
    const { url } = await ollama();
    const findings = await checkEgress(readConfig({ OLLAMA_BASE_URL: url, XOPS_AIR_GAPPED: '1' }));
    expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual([
      'Egress of models ok',
      'Allowed ok',
      'Decoy ok',
    ]);
    expect(findings[1]?.detail).toMatch(/^127\.0\.0\.1:\d+ for ollama; loopback addresses$/);
    expect(findings[2]?.detail).toMatch(/refused, and nothing arrived/);
  });
});
