import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Fault } from '../../tools/sample-org/endpoint/faults.ts';
import {
  type SampleOrganisation,
  startSampleOrganisation,
} from '../../tools/sample-org/start-sample-organisation.ts';
import { createWorld } from '../../tools/sample-org/world/create-world.ts';
import { allRequests } from './all-requests.ts';
import { FAULT_KINDS, faultRequests } from './fault-requests.ts';
import { type ClientOptions, openSdkClient, type SdkAnswer, type SdkClient } from './sdk-client.ts';
import type { ShapeRequest } from './shape-request.ts';

const NOW = new Date('2026-11-23T10:00:00Z');

/** Pages of one request that are read at most. */
const MOST_PAGES = 300;

/** The same clients and keys serve all requests of a service, a Region and an account. */
type Clients = (request: ShapeRequest) => Promise<SdkClient>;

/** Sends every request to a sample organisation, and some again to organisations with faults. */
async function recordAll(lines: Writable): Promise<void> {
  const world = createWorld({ now: NOW });
  const requests = await record(lines, [], ({ operations }) => allRequests(world, operations));
  for (const kind of FAULT_KINDS) {
    const services = new Set(requests.map(({ service }) => service));
    const faults = [...services].map((service) => ({ service, kind }));
    await record(lines, faults, () => faultRequests(requests, kind));
  }
}

/** Starts an organisation and writes each of its answers as a line of JSON. */
async function record(
  lines: Writable,
  faults: readonly Fault[],
  choose: (organisation: SampleOrganisation) => readonly ShapeRequest[],
): Promise<readonly ShapeRequest[]> {
  const organisation = await startSampleOrganisation({ clock: () => NOW, faults });
  const { clientOf, close } = createClients(organisation);
  try {
    const requests = choose(organisation);
    for (const request of requests) await recordPages(lines, request, clientOf);
    return requests;
  } finally {
    await close();
    await organisation.close();
  }
}

async function recordPages(lines: Writable, request: ShapeRequest, clientOf: Clients) {
  const { service, operation, refusal } = request;
  for await (const { raw } of pagesOf(request, clientOf)) {
    lines.write(`${JSON.stringify({ service, operation, refusal, ...raw })}\n`);
  }
}

async function* pagesOf(request: ShapeRequest, clientOf: Clients): AsyncIterable<SdkAnswer> {
  const { operation } = request;
  const client = await clientOf(request);
  let token: object | null = {};
  for (let page = 0; page < MOST_PAGES && token !== null; page += 1) {
    const answer: SdkAnswer = await client.send(operation, { ...request.input, ...token });
    yield answer;
    token = nextToken(answer.output ?? {});
  }
  if (token !== null) throw new Error(`${operation} has more than ${MOST_PAGES} pages.`);
}

/** The member of an answer that asks for the next page, which the request spells the same. */
function nextToken(output: Readonly<Record<string, unknown>>): object | null {
  const found = Object.entries(output).find(
    ([name, value]) => /^next(page)?token$/i.test(name) && value !== undefined,
  );
  return found === undefined ? null : Object.fromEntries([found]);
}

function createClients(organisation: SampleOrganisation) {
  const clients = new Map<string, Promise<SdkClient>>();
  const open = async ({ service, region, accountId }: ShapeRequest) => {
    const credentials = await credentialsOf(organisation, accountId);
    return openSdkClient(service, { endpoint: organisation.endpoint, region, credentials });
  };
  return {
    clientOf: (request: ShapeRequest) => {
      const key = `${request.service} ${request.region} ${request.accountId}`;
      const client = clients.get(key) ?? open(request);
      clients.set(key, client);
      return client;
    },
    close: async () => {
      for (const client of await Promise.all(clients.values())) client.close();
    },
  };
}

/** Keys that the organisation hands out: its operator's, or those of a role in an account. */
async function credentialsOf(
  { endpoint, homeRegion: region, credentials }: SampleOrganisation,
  accountId: string | undefined,
): Promise<ClientOptions['credentials']> {
  if (accountId === undefined) return credentials;
  const sts = new STSClient({ endpoint, region, credentials });
  const RoleArn = `arn:aws:iam::${accountId}:role/xops-read-only`;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'aws-shapes' });
  const { Credentials: keys } = await sts.send(command).finally(() => sts.destroy());
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write answers to.');
const lines = createWriteStream(file);
await recordAll(lines);
await finished(lines.end());
