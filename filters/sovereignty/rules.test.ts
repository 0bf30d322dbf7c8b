import { describe, expect, it } from 'vitest';
import { createDetector, listRules } from './detector.ts';

const detector = createDetector();
const found = (text: string): readonly string[] =>
  detector.inspect(text).findings.map(({ rule }) => rule);

describe.each(listRules())(
  'rule $id',
  ({ id, kind, class: dataClass, examples, counterExamples, description }) => {
    it('says what it is', () => {
      expect(description).toMatch(/^\w.{10,}\.$/);
      expect(kind).toMatch(/^[a-z][a-z-]+$/);
      expect(examples.length).toBeGreaterThan(0);
      expect(counterExamples.length).toBeGreaterThan(0);
    });

    it.each(examples)('finds its class in %j', (text) => {
      const { findings } = detector.inspect(text);
      expect(findings.map((finding) => finding.class)).toContain(dataClass);
    });

    it.each(counterExamples)('finds nothing in %j', (text) => {
      expect(found(text)).not.toContain(id);
    });

    it('finds nothing without itself in one of its examples', () => {
      const without = createDetector({ disable: [id] });
      const withAndWithout = examples.map((text) => [
        detector.inspect(text).findings,
        without.inspect(text).findings,
      ]);
      expect(
        withAndWithout.some(([all, fewer]) => JSON.stringify(all) !== JSON.stringify(fewer)),
      ).toBe(true);
    });
  },
);
