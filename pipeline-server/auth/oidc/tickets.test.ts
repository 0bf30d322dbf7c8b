import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTickets, TICKET_COOKIE, TICKET_SECONDS } from './tickets.ts';

const START = Date.parse('2026-11-28T08:00:00Z');

function world(secret = 'the secret of links') {
  const time = { now: START };
  const clock = { now: () => new Date(time.now) };
  return { time, tickets: createTickets({ readKey: async () => secret, clock }) };
}

const header = (cookie: string) => `theme=dark; ${TICKET_COOKIE}=${cookie}; other=1`;

describe('a ticket', () => {
  it('comes back from its cookie with all that was derived for it', async () => {
    const { tickets } = world();
    await fc.assert(
      fc.asyncProperty(fc.webPath({ size: 'medium' }), async (path) => {
        const { ticket, cookie } = await tickets.issue(`/approvals${path}`);
        expect(await tickets.read(header(cookie))).toEqual(ticket);
      }),
      { numRuns: 200 },
    );
  });

  it('has secrets that are unlike each other and not in its cookie', async () => {
    const { tickets } = world();
    const [one, two] = [await tickets.issue('/approvals'), await tickets.issue('/approvals')];
    const secrets = [one.ticket, two.ticket].flatMap(({ state, nonce, codeVerifier }) => [
      state,
      nonce,
      codeVerifier,
    ]);
    expect(new Set(secrets).size).toBe(6);
    for (const secret of secrets) expect(one.cookie + two.cookie).not.toContain(secret);
  });

  it('is none when a character of it is another, or it is there twice', async () => {
    const { tickets } = world();
    const { cookie } = await tickets.issue('/approvals/1');
    const place = fc.nat({ max: cookie.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        place,
        fc.constantFrom('a', 'Z', '0', '9', '_', '-', '.'),
        async (at, character) => {
          fc.pre(cookie[at] !== character);
          const changed = cookie.slice(0, at) + character + cookie.slice(at + 1);
          const read = await tickets.read(header(changed));
          // The last character of 32 bytes in base64 has two bits that mean nothing.
          if (at < cookie.length - 1) expect(read).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
    expect(await tickets.read(`${header(cookie)}; ${TICKET_COOKIE}=${cookie}`)).toBeNull();
  });

  it('is none of anything else', async () => {
    const { tickets } = world();
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        expect(await tickets.read(text)).toBeNull();
        expect(await tickets.read(header(text))).toBeNull();
      }),
      { numRuns: 500 },
    );
    expect(await tickets.read(undefined)).toBeNull();
  });

  it('ends, and is worth nothing where another key signs', async () => {
    const { tickets, time } = world();
    const { cookie } = await tickets.issue('/approvals');
    expect(await world('another').tickets.read(header(cookie))).toBeNull();
    time.now += TICKET_SECONDS * 1000 - 1;
    expect(await tickets.read(header(cookie))).not.toBeNull();
    time.now += 1;
    expect(await tickets.read(header(cookie))).toBeNull();
  });
});
