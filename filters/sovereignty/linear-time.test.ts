import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector, listRules } from './detector.ts';
import { BUILT_IN_RULES } from './rules/registry.ts';

const detector = createDetector();

type Look = (text: string) => unknown;
const inspect: Look = (text) => detector.inspect(text);

/** CPU time of one look in milliseconds, the mean of some: what else the machine does is not counted. */
function cpuMs(look: Look, text: string, looks: number): number {
  const before = process.cpuUsage();
  for (let done = 0; done < looks; done += 1) look(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / looks;
}

/** Each piece over and over for so many characters, one after the other. */
function blocks(pieces: readonly string[], length: number): string {
  return pieces.map((piece) => piece.repeat(Math.ceil(length / piece.length))).join('\n');
}

/** How many times as long ten times as much of each piece takes. */
function growth(look: Look, pieces: readonly string[], length: number): number {
  const short = blocks(pieces, length);
  look(short);
  return cpuMs(look, blocks(pieces, length * 10), 1) / cpuMs(look, short, 3);
}

/**
 * Characters in the shorter text of each piece of a batch. A rule looks at a few thousand characters around a hint: the first
 * is no measure of the rules that look far, which then pass at the second.
 */
const OF_BATCH = [2_000, 8_000];
/** The same where one piece is measured alone: shorter ones take too little time for a measure. */
const OF_ONE = [20_000, 40_000];
const MOST_GROWTH = 12;
/** Other work on the machine takes the caches away from the longer text: it is measured again then. */
const MOST_ROUNDS = 6;

/** The least growth of some measurements, up to the first that is small enough: in quadratic time each is near a hundred. */
function leastGrowth(pieces: readonly string[], lengths = OF_BATCH): number {
  let least = Infinity;
  for (const length of Array.from({ length: MOST_ROUNDS }, () => lengths).flat()) {
    least = Math.min(least, growth(inspect, pieces, length));
    if (least <= MOST_GROWTH) break;
  }
  return least;
}

const BATCH = 10;

/** Rules side by side, few enough that one whose time grows faster is most of their time. */
function batches<T extends { readonly id: string }>(rules: readonly T[]) {
  return Array.from({ length: Math.ceil(rules.length / BATCH) }, (_, index) => {
    const batch = rules.slice(index * BATCH, (index + 1) * BATCH);
    return [batch.map(({ id }) => id).join(', '), batch] as const;
  });
}

function examplesOf({ examples, counterExamples }: ReturnType<typeof listRules>[number]): string {
  return `${[...examples.slice(0, 2), ...counterExamples.slice(0, 1)].join(' ')}\n`;
}

/** What is compiled on the way would count as time of the first texts. */
beforeAll(() => {
  const all = listRules().map(examplesOf).join('');
  for (let look = 0; look < 20; look += 1) inspect(all);
});

it('the measure sees one piece of a batch on which time grows faster', () => {
  const pieces = [
    ...listRules()
      .slice(0, BATCH - 1)
      .map(examplesOf),
    '~',
  ];
  const slow: Look = (text) => [detector.inspect(text), /~+!/.test(text)];
  expect(growth(slow, pieces, 2_000)).toBeGreaterThan(MOST_GROWTH);
});

describe('time grows with the length of the text alone', () => {
  it.each(batches(listRules()))('for repeated examples of %s', (_, rules) => {
    expect(leastGrowth(rules.map(examplesOf))).toBeLessThanOrEqual(MOST_GROWTH);
  });

  const hinted = BUILT_IN_RULES.patterns.filter(({ hints }) => hints.length > 0);
  it.each(batches(hinted))('for hints of %s and what nearly matches', (_, rules) => {
    const pieces = rules.flatMap(({ hints: [hint = ''] }) => [
      hint,
      `${hint}=`,
      `${hint}: "`,
      `${hint} a.`,
    ]);
    expect(leastGrowth(pieces)).toBeLessThanOrEqual(MOST_GROWTH);
  });

  it.each([
    [['a', 'A1', '0', '1 ', '9-', 'a@', '@', '.']],
    [['%41', '&#65;', '\\u0041', 'QUFB', '4142', '"+"', '\n']],
    [['аА', '\u200b', '😀', 'a at b dot c ', '://', 'x:y@', '{"a":']],
  ])('for each of %j over and over', (pieces) => {
    for (const piece of pieces) {
      expect(leastGrowth([piece], OF_ONE), piece).toBeLessThanOrEqual(MOST_GROWTH);
    }
  });
});
