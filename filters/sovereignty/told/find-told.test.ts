import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTold, isDoubted } from './find-told.ts';
import { TOLD_RULES } from './told-rules.ts';

const TOLD =
  'Two boxes of signed loan contracts went missing when our archive was burgled on Sunday';
const found = (text: string) => findTold(text, TOLD_RULES);

describe('what people tell in words', () => {
  it('is found among other things, at its place, with what spoke for it', () => {
    const text = `Hello team,\n\n${TOLD}\n\nThe canteen opens at noon.`;
    expect(found(text)).toHaveLength(1);
    const [first] = found(text);
    expect(text.slice(first?.start, first?.end)).toBe(TOLD);
    expect(first?.rule.id).toBe('incident-in-words');
    expect(first?.signs).toContain('harm');
    expect(first?.signs?.length).toBeLessThanOrEqual(3);
  });

  it('is not found in code', () => {
    expect(found(`if (x) { throw new Error("${TOLD}"); } // [a] = <b>; {c}`)).toEqual([]);
  });

  it('is not looked for where its rule is off', () => {
    expect(findTold(TOLD, [])).toEqual([]);
    expect(
      findTold(
        TOLD,
        TOLD_RULES.filter(({ kind }) => kind !== 'incident'),
      ),
    ).toEqual([]);
  });

  it('lies within the text, in order, whatever the text', () => {
    const part = fc.oneof(
      fc.constantFrom(`${TOLD}. `, '\n\n', '- ', ' ', 'nobody '),
      fc.string({ unit: 'binary', maxLength: 400 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        let last = 0;
        for (const { start, end } of found(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
    );
  });
});

describe('what only has the words', () => {
  it.each([
    ['incident', 'GuardDuty finding, leaked access key, instance that is taken over'],
    [
      'control-weakness',
      'Open findings by severity and age, and controls that many resources fail',
    ],
  ])('of %s is doubted: %s', (kind, text) => {
    expect(isDoubted(kind, text)).toBe(true);
  });

  it('is not doubted where it is told, or of another kind', () => {
    expect(isDoubted('incident', TOLD)).toBe(false);
    expect(isDoubted('health', 'List the steps')).toBe(false);
  });
});
