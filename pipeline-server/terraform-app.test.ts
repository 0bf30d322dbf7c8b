import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApprovalRequest } from './contracts/approvals.ts';
import { planFile } from './test/fake-terraform.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

/** A program that answers as Terraform does, for a plan whose JSON is the plan file. */
const PROGRAM = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const out = args.find((each) => each.startsWith('-out='));
if (args[0] === 'version') console.log('{"terraform_version":"1.11.4"}');
else if (args[0] === 'workspace') console.log('default');
else if (args[0] === 'show') process.stdout.write(fs.readFileSync(args.at(-1)));
else if (out !== undefined) fs.writeFileSync(out.slice(5), ${JSON.stringify(planFile().toString())});
`;

async function start(executors: readonly string[] = ['terraform']) {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'xops-terraform-app-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const binary = path.join(folder, 'terraform');
  await writeFile(binary, PROGRAM, { mode: 0o755 });
  const settings = JSON.stringify({
    approvals: {
      executors,
      terraform: { binary, directories: [{ path: folder, production: false }] },
    },
  });
  const test = await startTestApp({ settings });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { keys } = test.services.approvals;
  const { text } = await keys.create({ person: 'erin@example.com', groups: [], expiresAt });
  return { ...test, key: text, directory: folder };
}

type Fields = Readonly<Record<string, string | Buffer>>;

async function send(
  { app }: Pick<Awaited<ReturnType<typeof start>>, 'app'>,
  key: string,
  fields: Fields,
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([new Uint8Array(value)]), 'my plan.tfplan');
  }
  const { headers, body } = new Request('http://localhost', { method: 'POST', body: form });
  return await app.inject({
    method: 'POST',
    url: '/api/approvals/terraform',
    headers: { ...bearer(key), 'content-type': headers.get('content-type') ?? '' },
    payload: body === null ? '' : Buffer.from(await new Response(body).arrayBuffer()),
  });
}

describe('POST /api/approvals/terraform', () => {
  it('makes a request of the person who uploads a saved plan, once', async () => {
    const server = await start();
    const fields = { directory: server.directory, purpose: 'Keep logs.', plan: planFile() };
    const answer = await send(server, server.key, fields);
    expect(answer.statusCode).toBe(201);
    const { approval } = answer.json<{ approval: ApprovalRequest }>();
    expect(approval).toMatchObject({
      status: 'PENDING',
      requester: { id: 'erin@example.com', proof: 'approver-key' },
      origin: { door: 'page' },
      plan: { purpose: 'Keep logs.', artifact: { name: 'my_plan.tfplan' }, risk: 'low' },
    });
    expect(answer.body).not.toContain('hunter2');
    const again = await send(server, server.key, fields);
    expect(again.json<{ approval: ApprovalRequest }>().approval.id).toBe(approval.id);
  });

  it('refuses clients that prove no person, other forms, other folders, and whatever is no plan', async () => {
    const server = await start();
    const fields = { directory: server.directory, purpose: 'Keep logs.', plan: planFile() };
    const said = async (key: string, over: Fields) => {
      const answer = await send(server, key, over);
      return [answer.statusCode, answer.json<{ detail: string }>().detail];
    };
    expect(await said('test-key-with-all-scopes', fields)).toEqual([
      403,
      expect.stringContaining('not proved who you are'),
    ]);
    expect(await said('no-key', fields)).toEqual([401, expect.any(String)]);
    const { plan, ...texts } = fields;
    expect(await said(server.key, texts)).toEqual([422, expect.stringContaining('multipart form')]);
    expect(await said(server.key, { plan })).toEqual([
      422,
      expect.stringContaining('directory is missing'),
    ]);
    expect(await said(server.key, { ...fields, directory: '/' })).toEqual([
      422,
      expect.stringContaining('approvals.terraform.directories'),
    ]);
    const none = { directory: fields.directory, purpose: 'x', plan: Buffer.from('PK') };
    expect(await said(server.key, none)).toEqual([422, expect.stringContaining('is no JSON')]);
  });

  it('is switched off unless terraform is among the executors', async () => {
    const server = await start(['aws']);
    const fields = { directory: server.directory, purpose: 'Keep logs.', plan: planFile() };
    const answer = await send(server, server.key, fields);
    expect([answer.statusCode, answer.body]).toEqual([
      409,
      expect.stringContaining('switched off'),
    ]);
  });

  it('deletes the file when its request has ended', async () => {
    const server = await start();
    const fields = { directory: server.directory, purpose: 'Keep logs.', plan: planFile() };
    const { approval } = (await send(server, server.key, fields)).json<{
      approval: ApprovalRequest;
    }>();
    const { approvals } = server.services.approvals;
    await approvals.cancel(approval.id, approval.requester, 'Not needed.');
    const artifacts = path.join(server.folder, 'data', 'artifacts');
    await expect.poll(() => readdir(artifacts)).toEqual([]);
    const again = await send(server, server.key, fields);
    expect([again.statusCode, again.body]).toEqual([409, expect.stringContaining('CANCELLED')]);
    expect(await readdir(artifacts)).toEqual([]);
  });
});
