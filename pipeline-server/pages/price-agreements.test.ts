import { describe, expect, it } from 'vitest';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import { fakeSummary } from '../test/fake-analyzers.ts';
import { createPriceAgreements } from './price-agreements.ts';

const QUESTION = { identity: 'key:admin', parameters: NO_PARAMETERS };

function world(askAboveUsd: number) {
  const catalogue = [
    { ...fakeSummary('paid', 'Paid'), paidRequests: 3 },
    { ...fakeSummary('free', 'Free'), paidRequests: 0 },
  ];
  const time = { now: 0 };
  const clock = { now: () => new Date(time.now) };
  const prices = createPriceAgreements({
    analyzers: { list: () => catalogue },
    askAboveUsd,
    clock,
  });
  return { prices, time };
}

describe('the price of what a page asks', () => {
  it.each([
    ['above the limit', 0.02, ['paid'], { requests: 3, usd: 0.03 }],
    ['exactly the limit', 0.03, ['paid'], null],
    ['asked twice, each below the limit', 0.05, ['paid', 'paid'], { requests: 6, usd: 0.06 }],
    ['with something free', 0.02, ['paid', 'free'], { requests: 3, usd: 0.03 }],
    ['free where nothing may be spent', 0, ['free'], null],
    ['unknown', 0, ['nope'], null],
  ])('is offered or not: %s', (...[, limit, ids, offer]) => {
    expect(world(limit).prices.offer(QUESTION, ids)).toEqual(offer);
  });

  it('is agreed to by one person for one view, until the answers are old', () => {
    const { prices, time } = world(0);
    prices.agree(QUESTION, ['paid']);
    expect(prices.offer(QUESTION, ['paid', 'free'])).toBeNull();
    const others = [
      { ...QUESTION, identity: 'key:other' },
      { ...QUESTION, parameters: { ...NO_PARAMETERS, regions: ['eu-west-1'] } },
    ];
    for (const other of others) expect(prices.offer(other, ['paid'])?.usd).toBe(0.03);
    time.now += 8 * 3_600_000;
    expect(prices.offer(QUESTION, ['paid'])?.usd).toBe(0.03);
  });

  it('is asked for again where very many others agreed since', () => {
    const { prices } = world(0);
    for (let person = 0; person <= 2000; person += 1) {
      prices.agree({ ...QUESTION, identity: `key:${person}` }, ['paid']);
    }
    expect(prices.offer({ ...QUESTION, identity: 'key:0' }, ['paid'])).not.toBeNull();
    expect(prices.offer({ ...QUESTION, identity: 'key:1' }, ['paid'])).toBeNull();
  });
});
