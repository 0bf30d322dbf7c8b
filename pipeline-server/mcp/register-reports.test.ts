import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canonicalJson, textHash } from '../contracts/canonical-json.ts';
import type { ReportFormat } from '../contracts/reports.ts';
import { reportOf, resultOf } from '../test/fake-report.ts';
import { bearer, startTestApp } from '../test/start-test-app.ts';

const SECRET = 'the secret that Open WebUI and we share';

function userToken(id: string): Promise<string> {
  return new SignJWT({ sub: id })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('open-webui')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(SECRET));
}

const asPerson = async (id: string) => ({ 'x-openwebui-user-jwt': await userToken(id) });

async function start(environment = { FORWARD_USER_INFO_HEADER_JWT_SECRET: SECRET }) {
  const test = await startTestApp({ environment });
  const { services, app, folder } = test;
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/mcp`;
  onTestFinished(() => app.server.closeAllConnections());
  return {
    services,
    folder,
    write: (createdBy: string, format: ReportFormat = 'csv') =>
      services.evidence.reports.write(reportOf([resultOf(2)]), format, { createdBy }),
    connect: async (headers: Readonly<Record<string, string>>): Promise<Client> => {
      const client = new Client({ name: 'test', version: '1' });
      const requestInit = { headers: { ...bearer(), ...headers } };
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
      onTestFinished(() => client.close());
      return client;
    },
  };
}

/** URIs of the reports that a client is told of. */
async function listed(client: Client): Promise<readonly string[]> {
  const { resources } = await client.listResources();
  return resources.map(({ uri }) => uri).filter((uri) => uri.startsWith('xops://reports/'));
}

describe('reports over MCP', () => {
  it('are listed for and read by who had them written, and for nobody else', async () => {
    const { write, connect } = await start();
    const { reportId, file, bytes } = await write('ann');
    const uri = `xops://reports/${reportId}/${file}`;
    const ann = await connect(await asPerson('ann'));
    expect(await listed(ann)).toEqual([uri]);
    const { contents } = await ann.readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: expect.stringContaining('text/csv') }]);
    const text = contents[0] !== undefined && 'text' in contents[0] ? contents[0].text : '';
    expect(Buffer.byteLength(text)).toBe(bytes);
    const bob = await connect(await asPerson('bob'));
    expect(await listed(bob)).toEqual([]);
    await expect(bob.readResource({ uri })).rejects.toThrow(/not found/i);
    const manifest = `xops://reports/${reportId}/manifest.json`;
    await expect(bob.readResource({ uri: manifest })).rejects.toThrow(/not found/i);
    expect((await ann.readResource({ uri: manifest })).contents).toHaveLength(1);
  });

  it('come whole where they are no text', async () => {
    const { write, connect } = await start();
    const { reportId, file, bytes } = await write('ann', 'xlsx');
    const ann = await connect(await asPerson('ann'));
    const { contents } = await ann.readResource({ uri: `xops://reports/${reportId}/${file}` });
    const blob = contents[0] !== undefined && 'blob' in contents[0] ? contents[0].blob : '';
    expect(Buffer.from(blob, 'base64')).toHaveLength(bytes);
  });

  it('bring the answers that they rest on, and no other evidence', async () => {
    const { services, write, connect } = await start();
    const { reports, answers } = services.evidence;
    const keep = (region: string) => {
      const json = canonicalJson({ answer: { region }, request: {} });
      answers.keep(textHash(json), json);
      return { json, id: textHash(json), hash: textHash(json).slice('sha256:'.length) };
    };
    const [own, other] = [keep('eu-west-1'), keep('us-east-1')];
    await answers.settle();
    const evidence = resultOf(1).evidence.map((each) => ({ ...each, id: own.id }));
    const content = reportOf([resultOf(1, { evidence })]);
    const mine = await reports.write(content, 'json', { createdBy: 'ann' });
    const theirs = await reports.write(content, 'json', { createdBy: 'bob' });
    await write('ann');
    const ann = await connect(await asPerson('ann'));
    const read = (id: string, hash: string) =>
      ann.readResource({ uri: `xops://reports/${id}/evidence/${hash}` });
    expect((await read(mine.reportId, own.hash)).contents).toMatchObject([{ text: own.json }]);
    const refused = [
      [mine.reportId, other.hash],
      [theirs.reportId, own.hash],
      ['20261123-00000000000000000000', own.hash],
      [mine.reportId, '%2e%2e%2fmanifest'],
    ] as const;
    for (const [id, hash] of refused) await expect(read(id, hash)).rejects.toThrow(/not found/i);
  });

  it('are at most fifty in a list, the newest first', async () => {
    const { services, connect } = await start();
    const ids: string[] = [];
    for (let turn = 0; turn < 52; turn += 1) {
      const content = reportOf([resultOf(1)]);
      const { reportId } = await services.evidence.reports.write(content, 'csv', {
        createdBy: 'ann',
      });
      ids.push(reportId);
    }
    const uris = await listed(await connect(await asPerson('ann')));
    expect(uris).toHaveLength(50);
    expect(uris.every((uri) => ids.some((id) => uri.includes(id)))).toBe(true);
  });

  it('are nobody\u2019s where the name was not signed', async () => {
    const { write, connect } = await start({ FORWARD_USER_INFO_HEADER_JWT_SECRET: '' });
    await write('ann');
    expect(await listed(await connect({ 'x-openwebui-user-id': 'ann' }))).toEqual([]);
  });

  it('are refused without a word of the disk when they were changed', async () => {
    const { services, folder, write, connect } = await start();
    const { reportId, file } = await write('ann');
    const data = services.config.dataDir;
    const kept = path.join(data, 'evidence', 'reports', reportId);
    expect(await readdir(kept)).toContain(file);
    await writeFile(path.join(kept, file), 'changed');
    const ann = await connect(await asPerson('ann'));
    const read = ann.readResource({ uri: `xops://reports/${reportId}/${file}` });
    await expect(read).rejects.toThrow(/not what was written/);
    await expect(read).rejects.not.toThrow(folder);
    await writeFile(path.join(kept, 'manifest.json'), '{');
    expect(await listed(ann)).toEqual([]);
  });
});
