import { describe, expect, it } from 'vitest';
import { createSignedLinks } from './signed-links.ts';

const NOW = Date.parse('2026-11-23T04:00:00Z');
const PATH = '/evidence/20261123-0/a.pdf';

function open(key = 'secret') {
  let now = NOW;
  const links = createSignedLinks({
    readKey: async () => key,
    clock: { now: () => new Date(now) },
  });
  return {
    ...links,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

const inAnHour = new Date(NOW + 3_600_000);
const INVALID = { code: 'XOPS_LINK_INVALID', status: 403 };

describe('signed links', () => {
  it('open their path until they end', async () => {
    const links = open();
    const url = await links.sign(PATH, inAnHour);
    expect(url).toMatch(/^\/evidence\/20261123-0\/a\.pdf\?expires=\d+&signature=[\w-]{43}$/);
    await links.check(url);
    links.pass(3600);
    await links.check(url);
    links.pass(1);
    await expect(links.check(url)).rejects.toMatchObject({
      code: 'XOPS_LINK_EXPIRED',
      status: 403,
      message: 'This link ended at 2026-11-23T05:00:00.000Z. Ask for the report again.',
    });
  });

  it('open nothing else', async () => {
    const links = open();
    const url = await links.sign(PATH, inAnHour);
    const [, query = ''] = url.split('?');
    const expires = String(inAnHour.getTime() / 1000);
    const later = url.replace(expires, String(Number(expires) + 1));
    const last = url.endsWith('A') ? 'B' : 'A';
    const forged = [
      `/evidence/20261123-0/b.pdf?${query}`,
      `/evidence/20261123-1/a.pdf?${query}`,
      `/v1/../evidence/20261123-0/a.pdf?${query}`,
      later,
      url.replace(/signature=./, `signature=${url.includes('signature=x') ? 'y' : 'x'}`),
      `${url.slice(0, -2)}${last}${last}`,
      `${url}&signature=x`,
      `${url}&expires=9999999999`,
      url.replace(/&signature=.*/, ''),
      url.replace(/&signature=.*/, '&signature='),
      url.replace(/expires=\d+/, 'expires='),
      url.replace(/expires=\d+/, 'expires=1e99'),
      url.replace(/expires=\d+/, 'expires=-1'),
      PATH,
      '',
    ];
    for (const link of forged) await expect(links.check(link), link).rejects.toMatchObject(INVALID);
  });

  it('of another key are not ours', async () => {
    const url = await open('another').sign(PATH, inAnHour);
    await expect(open().check(url)).rejects.toMatchObject(INVALID);
  });

  it('that ended and were forged do not say that they ended', async () => {
    const links = open();
    const url = await links.sign(PATH, new Date(NOW - 1000));
    await expect(links.check(url.replace('a.pdf', 'b.pdf'))).rejects.toMatchObject(INVALID);
  });
});
