import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { HANDSHAKE } from '../contracts/handshake.ts';
import { bearer, startTestApp } from '../test/start-test-app.ts';

const user = {
  'x-openwebui-user-id': 'u1',
  'x-openwebui-user-email': 'mary@example.com',
  'x-openwebui-user-role': 'admin',
};

describe('GET /handshake/models', () => {
  it('says how who asks was proved, and describes the models but no filters', async () => {
    const { app } = await startTestApp({ productPlugins: true });
    const answer = await app.inject({
      url: '/handshake/models',
      headers: { ...bearer(), ...user },
    });
    expect(answer.statusCode).toBe(200);
    const { xops } = Value.Parse(HANDSHAKE, answer.json());
    expect(xops.proof).toBe('unsigned');
    expect(xops.models).toEqual([
      { id: 'xops', name: 'xOps', description: expect.stringContaining('AWS') },
    ]);
    expect(answer.body).not.toContain('mary@example.com');
  });

  it('refuses a token that another secret signed, which tells who wires the two', async () => {
    const environment = {
      FORWARD_USER_INFO_HEADER_JWT_SECRET: 'a-secret-of-this-server-and-no-other',
    };
    const { app } = await startTestApp({ environment });
    const headers = { ...bearer(), 'x-openwebui-user-jwt': 'not.a.token' };
    const answer = await app.inject({ url: '/handshake/models', headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({
      detail: expect.stringContaining('X-OpenWebUI-User-Jwt'),
    });
  });

  it('asks for a key', async () => {
    const { app } = await startTestApp();
    expect((await app.inject({ url: '/handshake/models' })).statusCode).toBe(403);
  });
});
