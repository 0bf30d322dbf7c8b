import { describe, expect, it } from 'vitest';
import { createDetector, listRules } from './detector.ts';
import { BUILT_IN_RULES } from './rules/registry.ts';

const detector = createDetector();

type Look = (text: string) => unknown;

/** CPU time of one look in milliseconds, the mean of some: what else the machine does is not counted. */
function cpuMs(inspect: Look, text: string, looks: number): number {
  const before = process.cpuUsage();
  for (let look = 0; look < looks; look += 1) inspect(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / looks;
}

/** How many times as long ten times the text takes: the least times of both, measured in turns. */
function growth(inspect: Look, piece: string, length: number): number {
  const short = piece.repeat(Math.ceil(length / piece.length));
  const long = short.repeat(10);
  inspect(short);
  let [leastShort, leastLong] = [Infinity, Infinity];
  for (let turn = 0; turn < 3; turn += 1) {
    leastShort = Math.min(leastShort, cpuMs(inspect, short, 10));
    leastLong = Math.min(leastLong, cpuMs(inspect, long, 1));
  }
  return leastLong / leastShort;
}

/** Characters of the shorter text. A rule looks at a few thousand characters around a hint: shorter texts are no measure of it. */
const LENGTHS = [10_000, 20_000, 40_000, 80_000];
const MOST_GROWTH = 12;
/** Other work on the machine takes the caches away from the longer text: it is measured again then. */
const MOST_ROUNDS = 4;

/** In one of the measurements, ten times the text takes at most twelve times as long; in quadratic time it is a hundred in each. */
function expectLinear(piece: string): void {
  const seen: number[] = [];
  for (const length of Array.from({ length: MOST_ROUNDS }, () => LENGTHS).flat()) {
    seen.push(growth((text) => detector.inspect(text), piece, length));
    if (Math.min(...seen) <= MOST_GROWTH) return;
  }
  expect(Math.min(...seen), `${JSON.stringify(piece)}: ${seen.join(', ')}`).toBeLessThanOrEqual(
    MOST_GROWTH,
  );
}

it('the measure sees time that grows faster', () => {
  expect(growth((text) => text.match(/a*b/), 'a', 1000)).toBeGreaterThan(MOST_GROWTH);
});

describe('time grows with the length of the text alone', () => {
  it.each(
    listRules().map(
      ({ id, examples, counterExamples }) =>
        [id, [...examples.slice(0, 2), ...counterExamples.slice(0, 1)]] as const,
    ),
  )('for repeated examples of %s', (_, examples) => {
    expectLinear(`${examples.join(' ')}\n`);
  });

  it.each(
    BUILT_IN_RULES.patterns
      .filter(({ hints }) => hints.length > 0)
      .map(({ id, hints }) => [id, hints] as const),
  )('for a hint of %s and what nearly matches', (_, hints) => {
    const hint = hints[0] ?? '';
    for (const piece of [hint, `${hint}=`, `${hint}: "`, `${hint} a.`]) expectLinear(piece);
  });

  it.each([
    'a',
    'A1',
    '0',
    '1 ',
    '9-',
    'a@',
    '@',
    '.',
    '%41',
    '&#65;',
    '\\u0041',
    'QUFB',
    '4142',
    '"+"',
    '\n',
    'аА',
    '\u200b',
    '😀',
    'a at b dot c ',
    '://',
    'x:y@',
    '{"a":',
  ])('for %j over and over', (piece) => {
    expectLinear(piece);
  });
});
