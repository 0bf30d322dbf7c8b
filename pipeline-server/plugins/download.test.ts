import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDownload, type DownloadOptions, isPublicAddress } from './download.ts';

const PUBLIC = [{ address: '93.184.216.34', family: 4 }];

/** A downloader whose requests end at a server of the test, as if it were the public host. */
async function downloadFrom(listener: RequestListener, options: Partial<DownloadOptions> = {}) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return createDownload({
    maxBytes: 1000,
    timeoutMs: 1000,
    resolve: () => Promise.resolve(PUBLIC),
    send: (url, { signal }) =>
      httpRequest(
        `http://127.0.0.1:${port}${url.pathname}`,
        signal === undefined ? {} : { signal },
      ),
    ...options,
  });
}

const refusing = createDownload({
  maxBytes: 1000,
  timeoutMs: 1000,
  resolve: (hostname) =>
    Promise.resolve(
      hostname === 'nowhere.example' ? [] : [...PUBLIC, { address: '10.0.0.1', family: 4 }],
    ),
  send: () => {
    throw new Error('a request was sent');
  },
});

describe('public addresses', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:db8::1',
    'localhost',
    '',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('downloading', () => {
  it.each([
    ['http://example.com/a.ts', /only https/],
    ['file:///etc/passwd', /only https/],
    ['https://user:password@example.com/a.ts', /user or a password/],
    ['https://127.0.0.1/a.ts', /not on the public internet/],
    ['https://2130706433/a.ts', /not on the public internet/],
    ['https://0x7f.1/a.ts', /not on the public internet/],
    ['https://[::1]/a.ts', /not on the public internet/],
    ['https://[::ffff:169.254.169.254]/a.ts', /not on the public internet/],
    ['https://mixed.example/a.ts', /not on the public internet/],
    ['https://nowhere.example/a.ts', /no address/],
  ])('refuses %s before anything is sent', async (url, message) => {
    await expect(refusing(new URL(url))).rejects.toThrow(message);
  });

  it('fetches the file', async () => {
    const download = await downloadFrom((request, response) => response.end(`of ${request.url}`));
    expect((await download(new URL('https://example.com/a.ts'))).toString()).toBe('of /a.ts');
  });

  it.each([301, 302, 307, 404, 500])('does not follow or accept status %i', async (status) => {
    const download = await downloadFrom((_request, response) => {
      response.writeHead(status, { location: 'http://169.254.169.254/' }).end('x');
    });
    await expect(download(new URL('https://example.com/a.ts'))).rejects.toThrow(
      `answered ${status}`,
    );
  });

  it('stops at the size limit, whatever the length header says', async () => {
    const download = await downloadFrom((_request, response) => {
      response.write('x'.repeat(900));
      setTimeout(() => response.end('x'.repeat(900)), 20);
    });
    await expect(download(new URL('https://example.com/a.ts'))).rejects.toMatchObject({
      code: 'XOPS_PLUGIN_TOO_LARGE',
    });
  });

  it('gives up when the host does not answer, or stops in the middle', async () => {
    const silent = await downloadFrom(() => undefined, { timeoutMs: 100 });
    await expect(silent(new URL('https://example.com/a.ts'))).rejects.toThrow(/Failed to download/);
    const halting = await downloadFrom((_request, response) => response.write('x'), {
      timeoutMs: 100,
    });
    await expect(halting(new URL('https://example.com/a.ts'))).rejects.toThrow(
      /Failed to download/,
    );
  });
});
