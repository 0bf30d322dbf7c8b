import { describe, expect, it } from 'vitest';
import { createDetector, listRules } from './detector.ts';
import { BUILT_IN_RULES } from './rules/registry.ts';

const detector = createDetector();

/** The least of some runs, since other work on the machine only ever adds. */
function leastMs(text: string): number {
  const runs = Array.from({ length: 3 }, () => {
    const started = performance.now();
    detector.inspect(text);
    return performance.now() - started;
  });
  return Math.min(...runs);
}

/**
 * Ten times the text may take some more than ten times as long, since more is kept in memory: up to thirty times was seen with
 * thousands of findings. Twice the exponent would be a hundred times.
 */
function expectLinear(piece: string): void {
  const short = piece.repeat(Math.ceil(10_000 / piece.length));
  const long = short.repeat(10);
  detector.inspect(short);
  const bound = Math.max(50 * leastMs(short), 200);
  const took = leastMs(long);
  expect(took, `${JSON.stringify(piece)}: ${took} ms against ${bound}`).toBeLessThan(bound);
}

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
