import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTimeOf } from '../../pipeline-server/test/cpu-time.ts';
import { createDetector, listRules } from './detector.ts';
import type { DetectorSettings } from './detector-settings.ts';

const detector = createDetector();
const rules = (text: string): readonly string[] =>
  detector.inspect(text).findings.map(({ rule }) => rule);
const values = (text: string): readonly string[] =>
  detector.inspect(text).findings.map(({ start, end }) => text.slice(start, end));

const KEY = 'AKIAZ3MXQ7P2LKWT5RVB';
const chars = (text: string, write: (code: number) => string): string =>
  Array.from(text, (char) => write(char.codePointAt(0) ?? 0)).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a value that is written in another way', () => {
  it('is found where it looks encoded itself: this card is hexadecimal text', () => {
    const written = chars('4323507774496661', (code) => `&#${code};`);
    expect(values(`Refund the credit card ${written} today.`)).toEqual([written]);
  });

  it.each([
    ['full width', (text: string) => chars(text, (code) => String.fromCodePoint(code + 0xfee0))],
    ['zero-width spaces', (text: string) => Array.from(text).join('\u200b')],
    ['soft hyphens', (text: string) => Array.from(text).join('\u00ad')],
    ['direction marks', (text: string) => `\u202d${text}\u202c`],
    ['combining marks', (text: string) => Array.from(text).join('\u0336')],
    ['Cyrillic look-alikes', (text: string) => text.replaceAll('A', 'А').replaceAll('K', 'К')],
    ['mathematical letters', (text: string) => text.replaceAll('A', '𝐀').replaceAll('K', '𝗞')],
    ['base64', base64],
    ['base64 twice', (text: string) => base64(base64(text))],
    ['base64url without padding', (text: string) => Buffer.from(`${text}?`).toString('base64url')],
    ['hexadecimal', (text: string) => Buffer.from(text).toString('hex')],
    ['hexadecimal bytes', (text: string) => chars(text, (code) => `${code.toString(16)} `).trim()],
    ['percent', (text: string) => chars(text, (code) => `%${code.toString(16)}`)],
    ['HTML entities', (text: string) => chars(text, (code) => `&#${code};`)],
    [
      'hexadecimal HTML entities',
      (text: string) => chars(text, (code) => `&#x${code.toString(16)};`),
    ],
    [
      'JSON escapes',
      (text: string) => chars(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
    ],
    [
      'JSON escapes within JSON within JSON',
      (text: string) => chars(text, (code) => `\\\\\\\\u${code.toString(16).padStart(4, '0')}`),
    ],
    ['hexadecimal escapes', (text: string) => chars(text, (code) => `\\x${code.toString(16)}`)],
    ['two lines', (text: string) => `${text.slice(0, 10)}\n    ${text.slice(10)}`],
    ['two literals', (text: string) => `"${text.slice(0, 10)}" + "${text.slice(10)}"`],
  ])('is found in %s, at its place', (_, write) => {
    const written = write(KEY);
    const text = `please use ${written} today`;
    const [finding] = detector.inspect(text).findings;
    expect(finding?.rule).toBe('aws-access-key');
    expect(text.slice(finding?.start, finding?.end).replaceAll(/^["\u202d]|["\u202c]$/g, '')).toBe(
      written.replaceAll(/^["\u202d]|["\u202c]$/g, ''),
    );
  });

  it.each([
    ['plain', KEY],
    ['base64', base64(KEY)],
    ['hexadecimal', Buffer.from(KEY).toString('hex')],
  ])('is found %s between line breaks as JSON writes them, at its place', (_, written) => {
    for (const lineBreak of ['\\n', '\\\\n', '\\r\\n', '\\t']) {
      const text = `He said: {"log":"the key is${lineBreak}${written}${lineBreak}and more"}`;
      const found = detector.inspect(text).findings.find(({ rule }) => rule === 'aws-access-key');
      expect(text.slice(found?.start, found?.end)).toBe(written);
    }
  });

  it.each([
    '8 7 6 5 4 3 2 1 0',
    '876.543.210',
    '876-543-210',
    '876\n543210',
    '８７６５４３２１０',
    '٨٧٦٥٤٣٢١٠',
  ])('is found as the number %j', (digits) => {
    expect(values(`my tax file number is ${digits}, ok`)).toEqual([digits]);
  });

  it('is found in letters that stand apart', () => {
    expect(rules(`mail ${Array.from('zoe@bigbank.org').join(' ')} now`)).toEqual(['email']);
  });

  it('is found through its named entity', () => {
    expect(rules('mail jane.citizen&commat;bigbank.com.au')).toEqual(['email']);
  });
});

describe('documentation values', () => {
  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    'account 123456789012',
    '192.0.2.7',
    'user@example.com',
    'http://169.254.169.254/',
  ])('such as %j are no finding', (text) => {
    expect(rules(text)).toEqual([]);
  });

  it('clear no other value', () => {
    expect(values(`AKIAIOSFODNN7EXAMPLE and ${KEY}`)).toEqual([KEY]);
  });
});

describe('weak signs', () => {
  it('count only together', () => {
    expect(rules('Name: Jane Citizen')).toEqual([]);
    expect(rules('123 456 782')).toEqual([]);
    expect(rules('Name: Jane Citizen, DOB 14/03/1985')).toEqual(['person-name', 'date-of-birth']);
    expect(rules('Jane, 123 456 782, born 14/03/1985')).toContain('au-tfn');
  });
});

describe('settings', () => {
  const inspect = (settings: DetectorSettings, text: string) =>
    createDetector(settings).inspect(text);

  it('add rules and dictionaries', () => {
    const settings: DetectorSettings = {
      rules: [{ id: 'member-no', pattern: 'MBR-(?P<value>\\d{8})', class: 'CONFIDENTIAL' }],
      dictionaries: [
        { id: 'projects', words: ['Blue Heron', 'Müller'], class: 'RESTRICTED', kind: 'project' },
      ],
    };
    expect(inspect(settings, 'see MBR-00012345 now').findings).toEqual([
      {
        rule: 'member-no',
        kind: 'member-no',
        class: 'CONFIDENTIAL',
        start: 8,
        end: 16,
        confidence: 0.9,
      },
    ]);
    expect(inspect(settings, 'when does BLUE HERON start? ask Müller').findings).toHaveLength(2);
    expect(inspect(settings, 'blue herons fly').class).toBe('PUBLIC');
  });

  it('allow values and disable rules', () => {
    expect(inspect({ allow: ['0412 345 678'] }, 'call 0412-345-678').findings).toEqual([]);
    expect(inspect({ disable: ['email'] }, 'jane.citizen@bigbank.com.au').findings).toEqual([]);
  });

  it.each([
    [{ rules: [{ id: 'broken', pattern: '(', class: 'PUBLIC' }] }, /"broken".*RE2/],
    [
      { rules: [{ id: 'back', pattern: '(a)\\1', class: 'PUBLIC' }] },
      /"back".*Look-around and back-references/,
    ],
    [{ rules: [{ id: 'x1', pattern: 'a', class: 'SECRET' }] }, /"x1"/],
    [{ disable: ['nope'] }, /"nope".*Known rules: /],
    [{ rules: [{ id: 'email', pattern: 'a', class: 'PUBLIC' }] }, /"email" exists already/],
    [{ dictionaries: [{ id: 'words', words: ['漢字'], class: 'PUBLIC' }] }, /"words".*pattern/],
    [{ unknown: 1 }, /unknown|additional/i],
  ])('say what is wrong with %j', (settings, message) => {
    expect(() => createDetector(settings as DetectorSettings)).toThrow(message);
  });

  it('cannot be slowed down by a pattern', () => {
    const slow = createDetector({
      rules: [{ id: 'slow', pattern: '([a-zA-Z0-9]+)*@x$', class: 'PUBLIC' }],
    });
    expect(cpuTimeOf(() => slow.inspect('a'.repeat(20_000)))).toBeLessThan(5_000);
  });
});

describe('any text', () => {
  it('gives findings in order, apart, inside the text, and the same again', () => {
    const pieces = listRules().flatMap(({ examples }) => examples);
    const texts = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 40 })), {
        maxLength: 8,
      })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(texts, (text) => {
        const { findings } = detector.inspect(text);
        let end = 0;
        for (const finding of findings) {
          expect(finding.start).toBeGreaterThanOrEqual(end);
          expect(finding.end).toBeGreaterThan(finding.start);
          end = finding.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        expect(detector.inspect(text).findings).toEqual(findings);
      }),
      { numRuns: 300 },
    );
  });
});
