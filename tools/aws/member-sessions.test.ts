import { afterEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../pipeline-server/contracts/analysis.ts';
import {
  type SampleOrganisation,
  startSampleOrganisation,
} from '../sample-org/start-sample-organisation.ts';
import { createReaders } from './readers.ts';
import type { AwsSource } from './source.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const HOUR = 3_600_000;
const PERSON: Caller = { person: 'Zoë O’Hara@example.com', tool: 'chat', requestId: 'r-1' };
const UNPROVED: Caller = { ...PERSON, person: null };

describe('member sessions', () => {
  let organisation: SampleOrganisation | null = null;
  afterEach(() => organisation?.close());

  /** Readers on the sample organisation; `serverAhead` moves AWS's clock and leaves ours. */
  async function start(options: { faults?: Parameters<typeof startSampleOrganisation>[0] } = {}) {
    let ours = NOW.getTime();
    let theirs = NOW.getTime();
    organisation = await startSampleOrganisation({
      clock: () => new Date(theirs),
      ...options.faults,
    });
    const source: AwsSource = {
      kind: 'sample',
      label: 'sample organisation',
      endpoint: organisation.endpoint,
      region: organisation.homeRegion,
      credentials: organisation.credentials,
      memberRole: 'xops/read-only',
      configAggregator: null,
    };
    const readersOf = (given: AwsSource) => createReaders(given, { now: () => new Date(ours) });
    const shared = readersOf(source);
    const run = (
      caller: Caller = UNPROVED,
      readers = shared,
      signal = new AbortController().signal,
    ) => readers({ identity: 'alice', caller, signal, report: () => undefined });
    const accounts = await run().organization.accounts();
    const idOf = (name: string) => accounts.find((each) => each.name === name)?.id ?? '';
    return {
      run,
      source,
      readersOf,
      idOf,
      pass: (milliseconds: number) => {
        ours += milliseconds;
        theirs += milliseconds;
      },
      serverAhead: (milliseconds: number) => {
        theirs += milliseconds;
      },
    };
  }

  const requestsOf = (readers: ReturnType<ReturnType<typeof createReaders>>, api: string) =>
    readers.recorder.uses().find((use) => use.api === api)?.requests ?? 0;

  it('enters an account once for all Regions and until shortly before the session ends', async () => {
    const { run, idOf, pass } = await start();
    const accountId = idOf('payments-prod');
    const first = run();
    const found = await Promise.all(
      ['ap-southeast-2', 'us-east-1', 'us-west-2'].map((region) =>
        first.certificates.certificates({ accountId, region }),
      ),
    );
    expect(found.map(({ length }) => length)).toEqual([7, 3, 1]);
    expect(requestsOf(first, 'sts:AssumeRole')).toBe(1);
    expect(new Set(found.flat().map(({ keyAlgorithm }) => keyAlgorithm)).size).toBeGreaterThan(2);
    expect(JSON.stringify(first.recorder.evidence())).not.toMatch(
      /SecretAccessKey|SessionToken|ASIA/,
    );
    expect(first.recorder.evidence().at(-1)).toMatchObject({ accountId });

    const later = run();
    await later.certificates.certificates({ accountId, region: 'eu-west-1' });
    expect(requestsOf(later, 'sts:AssumeRole')).toBe(0);
    pass(HOUR - 4 * 60_000);
    const atTheEnd = run();
    await atTheEnd.certificates.certificates({ accountId, region: 'ap-southeast-1' });
    expect(requestsOf(atTheEnd, 'sts:AssumeRole')).toBe(1);
  });

  it('names the person only where proved, in characters that STS takes, and says what it may do', async () => {
    const { run, idOf } = await start();
    const place = { accountId: idOf('payments-prod'), region: 'us-east-1' };
    const proved = run(PERSON);
    await proved.certificates.certificates(place);
    const [entry] = proved.recorder.evidence().filter(({ api }) => api === 'sts:AssumeRole');
    expect(entry?.request).toMatchObject({
      RoleArn: `arn:aws:iam::${place.accountId}:role/xops/read-only`,
      SourceIdentity: expect.stringMatching(/^Zo--O-Hara@example\.com-[0-9a-f]{8}$/),
      Policy: expect.stringContaining(
        '"Action":["acm:ListCertificates","cloudwatch:GetMetricData"]',
      ),
      Tags: [
        { Key: 'OpenedByPerson', Value: 'Zoë O-Hara@example.com' },
        { Key: 'OpenedByTool', Value: 'chat' },
        { Key: 'OpenedByRequest', Value: 'r-1' },
      ],
    });
    // The same id without proof gets a session of its own, that names nobody.
    const unproved = run(UNPROVED);
    await unproved.certificates.certificates({ ...place, region: 'us-west-2' });
    const [other] = unproved.recorder.evidence().filter(({ api }) => api === 'sts:AssumeRole');
    expect(other?.request).not.toHaveProperty('SourceIdentity');
    expect(JSON.stringify(other?.request)).not.toContain('Hara');
  });

  it('renews a session that AWS holds for expired, once', async () => {
    const { run, idOf, serverAhead } = await start();
    const accountId = idOf('payments-prod');
    await run().certificates.certificates({ accountId, region: 'us-east-1' });
    serverAhead(2 * HOUR);
    const late = run();
    const found = await late.certificates.certificates({ accountId, region: 'ap-southeast-2' });
    expect(found).toHaveLength(7);
    expect(requestsOf(late, 'sts:AssumeRole')).toBe(1);
  });

  it('says what to do about a refused role, and asks again the next time', async () => {
    const { run, idOf } = await start();
    const accountId = idOf('lending-prod');
    const read = () => run().certificates.certificates({ accountId, region: 'us-east-1' });
    const refusal = {
      code: 'denied',
      message: `AWS denied sts:AssumeRole for arn:aws:iam::${accountId}:role/xops/read-only. Create the role, and let its trust policy allow this server sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity.`,
    };
    await expect(read()).rejects.toMatchObject(refusal);
    await expect(read()).rejects.toMatchObject(refusal);
  });

  it('does not ask without a role, with wrong keys, or for an account that is none', async () => {
    const { run, idOf, source, readersOf } = await start();
    const place = { accountId: idOf('payments-prod'), region: 'us-east-1' };
    const read = (given: Partial<AwsSource>, where = place) =>
      run(UNPROVED, readersOf({ ...source, ...given })).certificates.certificates(where);
    await expect(read({ memberRole: null })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('Set aws.memberRole'),
    });
    const credentials = { accessKeyId: 'AKIAWRONG', secretAccessKey: 'wrong' };
    await expect(read({ credentials })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('credentials are missing, wrong or expired'),
    });
    const unknown = { ...place, accountId: '999999999999' };
    await expect(read({}, unknown)).rejects.toMatchObject({ code: 'denied' });
    expect(await read({}, { ...place, region: 'me-south-1' })).toEqual([]);
  });

  it('gives a session to who still waits when the one who asked for it goes away', async () => {
    const { run, idOf, readersOf, source } = await start({
      faults: { faults: [{ service: 'sts', kind: 'slow', delayMs: 200 }] },
    });
    const accountId = idOf('payments-prod');
    const readers = readersOf(source);
    const leaver = new AbortController();
    const left = run(UNPROVED, readers, leaver.signal).certificates.certificates({
      accountId,
      region: 'us-east-1',
    });
    const stays = run(UNPROVED, readers).certificates.certificates({
      accountId,
      region: 'us-west-2',
    });
    setTimeout(() => leaver.abort(), 50);
    await expect(left).rejects.toMatchObject({ code: 'aborted' });
    expect(await stays).toHaveLength(1);
  });

  it('holds the session to its policy', async () => {
    const { idOf } = await start();
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const { ACMClient, DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
    const { endpoint, credentials, homeRegion } = organisation as SampleOrganisation;
    const sts = new STSClient({ endpoint, credentials, region: homeRegion });
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${idOf('payments-prod')}:role/reader`,
        RoleSessionName: 'test',
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['acm:ListCertificates'], Resource: '*' }],
        }),
      }),
    );
    const acm = new ACMClient({
      endpoint,
      region: homeRegion,
      credentials: {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      },
    });
    const describeIt = new DescribeCertificateCommand({
      CertificateArn: `arn:aws:acm:us-east-1:${idOf('payments-prod')}:certificate/x`,
    });
    await expect(acm.send(describeIt)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
