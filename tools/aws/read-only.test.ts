import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from './clients.ts';
import { READ_COMMANDS } from './read-only.ts';
import type { AwsSource } from './source.ts';

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

  it('has no client that lets a write out, those of member accounts and STS included', async () => {
    const clients = createClients(await source());
    const credentials = {
      accessKeyId: 'test',
      secretAccessKey: 'test',
      sessionToken: 'test',
      expiration: new Date('2099-01-01'),
    };
    const acm = await clients.acmIn({ region: 'eu-west-1', credentials });
    const sts = await clients.sts();
    const hub = await clients.securityHub();
    const budgets = await clients.budgets();
    const CertificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/x';
    const budget = { AccountId: '111122223333', BudgetName: 'all' };
    const writes = [
      acm.client.send(new acm.sdk.DeleteCertificateCommand({ CertificateArn })),
      acm.client.send(
        new acm.sdk.ExportCertificateCommand({ CertificateArn, Passphrase: new Uint8Array(4) }),
      ),
      sts.client.send(new sts.sdk.GetFederationTokenCommand({ Name: 'somebody' })),
      hub.client.send(new hub.sdk.DisableSecurityHubCommand({})),
      budgets.client.send(new budgets.sdk.DeleteBudgetCommand(budget)),
    ];
    const sent = requests.length;
    for (const write of writes) await expect(write).rejects.toThrow(/is not a permitted read/);
    expect(requests).toHaveLength(sent);
    await expect(clients.acmIn(undefined)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each(Object.entries(READ_COMMANDS))('lists only reads for %s', (_service, commands) => {
    for (const command of commands) {
      expect(command).toMatch(/^(Get|List|Describe|Select|Search|BatchGet|AssumeRole)\w*Command$/);
    }
  });
});
