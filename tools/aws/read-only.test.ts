import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clients, createClients } from './clients.ts';
import { READ_COMMANDS } from './read-only.ts';
import type { AwsSource } from './source.ts';

/** Real AWS; nothing is opened at it. */
const AWS_ITSELF: AwsSource = {
  kind: 'live',
  label: 'live',
  endpoint: null,
  region: 'us-east-1',
  credentials: null,
  memberRole: null,
  configAggregator: null,
};

describe('read-only clients', () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(String(request.headers['x-amz-target']));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end('{"Accounts":[]}');
  });

  afterEach(() => new Promise((done) => server.close(done)));

  async function source(): Promise<AwsSource> {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    return {
      kind: 'sample',
      label: 'test',
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      memberRole: null,
      configAggregator: null,
    };
  }

  it('sends a listed read and never lets a write leave the process', async () => {
    const clients = createClients(await source());
    const organizations = await clients.organizations();
    const config = await clients.config();

    await organizations.client.send(new organizations.sdk.ListAccountsCommand({}));
    expect(requests).toEqual(['AWSOrganizationsV20161128.ListAccounts']);

    const close = new organizations.sdk.CloseAccountCommand({ AccountId: '111122223333' });
    await expect(organizations.client.send(close)).rejects.toThrow(/CloseAccountCommand is not/);
    const remove = new config.sdk.DeleteConfigurationAggregatorCommand({
      ConfigurationAggregatorName: 'org',
    });
    await expect(config.client.send(remove)).rejects.toThrow(/is not a permitted read/);
    expect(requests).toHaveLength(1);
  });

  it.each(Object.keys(createClients(AWS_ITSELF)))(
    'lets no command but the listed reads out of the client %s',
    async (name) => {
      const opened = await openClient(createClients(await source()), name);
      const commands = refusedCommands(opened.sdk);
      const sent = requests.length;
      expect(commands.length).toBeGreaterThan(0);
      for (const [command, Command] of commands) {
        const refusal = opened.client.send(new Command({}));
        await expect(refusal, command).rejects.toThrow(`${command} is not a permitted read`);
      }
      expect(requests).toHaveLength(sent);
    },
  );

  it('has no client of a member account without a session in it', async () => {
    const clients = createClients(await source());
    for (const open of [clients.acmIn, clients.cloudWatchAs]) {
      await expect(open(undefined)).rejects.toMatchObject({ code: 'unavailable' });
    }
  });

  it.each(Object.entries(READ_COMMANDS))('lists only reads for %s', (_service, commands) => {
    for (const command of commands) {
      expect(command).toMatch(/^(Get|List|Describe|Select|Search|BatchGet|AssumeRole)\w*Command$/);
    }
  });
});

const MEMBER = {
  region: 'eu-west-1',
  credentials: {
    accessKeyId: 'test',
    secretAccessKey: 'test',
    sessionToken: 'test',
    expiration: new Date('2099-01-01'),
  },
};

type CommandClass = new (input: object) => never;

/** A client and its SDK, whichever service it is of. */
interface OpenedClient {
  readonly sdk: object;
  readonly client: { send(command: never): Promise<unknown> };
}

/** Any client by its name; those in a Region or an account are opened in one. */
async function openClient(clients: Clients, name: string): Promise<OpenedClient> {
  if (name === 'acmIn' || name === 'cloudWatchAs') return clients[name](MEMBER);
  const open = Object.entries(clients).find(([each]) => each === name)?.[1];
  return (open as (region: string) => Promise<OpenedClient>)(MEMBER.region);
}

/** Every command of an SDK that no list of reads names, writes most of all. */
function refusedCommands(sdk: object): readonly (readonly [string, CommandClass])[] {
  const listed = new Set(Object.values(READ_COMMANDS).flat());
  return Object.entries(sdk).flatMap(([name, value]: [string, unknown]) =>
    /.Command$/.test(name) && !name.startsWith('$') && !listed.has(name)
      ? [[name, value as CommandClass] as const]
      : [],
  );
}
