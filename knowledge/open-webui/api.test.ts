import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { createOpenWebuiApi } from './api.ts';

const signal = new AbortController().signal;
const SHAPE = Type.Object({ ok: Type.Boolean() });

function apiOf(answer: () => Response | Promise<Response>) {
  const seen: RequestInit[] = [];
  const fetch = async (_: unknown, init: RequestInit = {}) => {
    seen.push(init);
    return await answer();
  };
  const api = createOpenWebuiApi({ url: 'http://owui.test/', apiKey: 'sk-secret', fetch });
  return { api, seen };
}

describe('the API of Open WebUI', () => {
  it('sends the key and JSON, and checks the shape of the answer', async () => {
    const { api, seen } = apiOf(() => Response.json({ ok: true }));
    const request = { method: 'POST', body: { a: 1 }, signal } as const;
    expect(await api.read('/x', SHAPE, request)).toEqual({ ok: true });
    expect(seen[0]?.body).toBe('{"a":1}');
    expect(new Headers(seen[0]?.headers).get('authorization')).toBe('Bearer sk-secret');
  });

  it.each([
    ['another shape', () => Response.json({ ok: 'yes' }), 'shape that is not known'],
    ['no JSON', () => new Response('<html>'), 'shape that is not known'],
    ['a refusal', () => Response.json({ detail: 'Duplicate' }, { status: 400 }), 'Duplicate'],
    ['a wrong key', () => Response.json({}, { status: 401 }), 'OPEN_WEBUI_API_KEY'],
    ['a refusal without words', () => new Response('', { status: 500 }), '(500)'],
    ['no answer', () => Promise.reject(new TypeError('refused')), 'OPEN_WEBUI_URL'],
  ])('says what is wrong with %s, without the key', async (_, answer, reason) => {
    const failing = apiOf(answer).api.read('/x', SHAPE, { signal });
    await expect(failing).rejects.toThrow(reason);
    await expect(failing).rejects.not.toThrow('sk-secret');
  });

  it('stops reading a file that is larger than wanted', async () => {
    const { api } = apiOf(() => new Response(new Uint8Array(100)));
    expect(await api.download('/f', 100, signal)).toHaveLength(100);
    await expect(
      apiOf(() => new Response(new Uint8Array(101))).api.download('/f', 100, signal),
    ).rejects.toThrow('more than 100 bytes');
  });
});
