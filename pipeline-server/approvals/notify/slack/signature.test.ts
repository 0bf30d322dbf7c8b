import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackFault } from './signature.ts';

/** The example of Slack's documentation. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const TIMESTAMP = '1531420618';
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
const REQUEST = { body: BODY, timestamp: TIMESTAMP, signature: SIGNATURE };
const THEN = new Date(Number(TIMESTAMP) * 1000);

function later(seconds: number): Date {
  return new Date(THEN.getTime() + seconds * 1000);
}

describe('the signature of a request from Slack', () => {
  it('of the documentation is right', () => {
    expect(slackFault(REQUEST, SECRET, THEN)).toBeNull();
    expect(slackFault(REQUEST, SECRET, later(299))).toBeNull();
    expect(slackFault(REQUEST, SECRET, later(-299))).toBeNull();
  });

  it.each([
    ['late', later(301), /five minutes/],
    ['from the future', later(-301), /five minutes/],
  ])('%s is refused', (_name, now, reason) => {
    expect(slackFault(REQUEST, SECRET, now)).toMatch(reason);
  });

  it.each([
    ['no timestamp', { timestamp: undefined }],
    ['a timestamp that is no number', { timestamp: '1531420618x' }],
    ['a negative timestamp', { timestamp: '-1531420618' }],
    ['a fraction', { timestamp: '1531420618.5' }],
    ['no signature', { signature: undefined }],
    ['another version', { signature: SIGNATURE.replace('v0', 'v1') }],
    ['a short signature', { signature: SIGNATURE.slice(0, -1) }],
    ['another body', { body: `${BODY}&x=1` }],
    ['another time', { timestamp: '1531420619' }],
  ])('with %s is refused', (_name, change) => {
    expect(slackFault({ ...REQUEST, ...change }, SECRET, THEN)).not.toBeNull();
  });

  it('is refused whatever is signed by another secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (body, other) => {
        const digest = createHmac('sha256', `${SECRET}${other}`)
          .update(`v0:${TIMESTAMP}:${body}`)
          .digest('hex');
        const request = { body, timestamp: TIMESTAMP, signature: `v0=${digest}` };
        expect(slackFault(request, SECRET, THEN)).toBe('its signature does not match');
      }),
    );
  });
});
