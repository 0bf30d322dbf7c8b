import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetector } from './detector.ts';
import { createStreamMasker, type Masking, maskText } from './mask-stream.ts';

const detector = createDetector();
const masking: Masking = ({ kind }) => `[${kind}]`;
const mask = maskText(detector, masking);

const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEAx81kQ9mPl02Tr5Yw\n'.repeat(25)}-----END RSA PRIVATE KEY-----`;
const PIECES = [
  'The service was slow this morning. ',
  'my tax file number is 876 543 210, ',
  'AKIAZ3MXQ7P2LKWT5RVB ',
  'password = "hunter2x" ',
  'write to jane.citizen@bigbank.com.au. ',
  'card 4539 1488 0343 6467 ',
  'postgres://app:hunter2x@db:5432/x\n',
  '😀🎉 ',
  `${'x'.repeat(700)} `,
  `${PEM}\n`,
  'version 1.2.3 at 10:00 ',
];

function stream(text: string, cuts: readonly number[]): string[] {
  const masker = createStreamMasker(detector, masking);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  return [
    ...places.map((place, index) => masker.push(text.slice(place, places[index + 1] ?? place))),
    masker.end(),
  ];
}

describe('the masker of streams', () => {
  it('gives the same text however it is cut, and leaves no secret', () => {
    const texts = fc
      .array(fc.constantFrom(...PIECES), { maxLength: 12 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(20_000), { maxLength: 40 }), (text, cuts) => {
        const masked = stream(text, cuts).join('');
        expect(masked).toBe(mask(text));
        expect(masked).not.toMatch(/876 543|AKIAZ3|hunter2x|jane\.citizen|4539 1488|MIIEow/);
      }),
      { numRuns: 60 },
    );
  });

  it('masks as one look at the whole text does', () => {
    const text = PIECES.slice(0, 7).join('');
    const { findings } = detector.inspect(text);
    const whole = findings
      .toReversed()
      .reduce(
        (rest, { start, end, kind }) => `${rest.slice(0, start)}[${kind}]${rest.slice(end)}`,
        text,
      );
    expect(mask(text)).toBe(whole);
  });

  it('never parts a surrogate pair', () => {
    const text = '🎉'.repeat(400);
    const pieces = stream(
      text,
      Array.from({ length: 300 }, (_, index) => index * 3),
    );
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}/u);
  });

  it('holds back no more than a few words of harmless text', () => {
    const masker = createStreamMasker(detector, masking);
    const text = 'The service was slow this morning. '.repeat(40);
    expect(text.length - masker.push(text).length).toBeLessThan(200);
  });

  it('takes little time, since every answer passes it', () => {
    const text = 'Usage of m5.large in ap-southeast-2 was steady. '.repeat(84).slice(0, 4000);
    const pieces = text.match(/.{1,4}/gs) ?? [];
    const runs = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      const masker = createStreamMasker(detector, masking);
      const out = pieces.map((piece) => masker.push(piece)).join('') + masker.end();
      const { user, system } = process.cpuUsage(before);
      expect(out).toBe(text);
      return (user + system) / 1000;
    });
    expect(Math.min(...runs)).toBeLessThan(100);
  });

  it('keeps a bounded text while a key goes on and on', () => {
    const masker = createStreamMasker(detector, masking);
    let out = '';
    for (let line = 0; line < 3000; line += 1) {
      out += masker.push(
        line === 0 ? '-----BEGIN RSA PRIVATE KEY-----\n' : 'MIIEowIBAAKCAQEAx81kQ9mPl02Tr5Yw\n',
      );
    }
    expect(out.length).toBeGreaterThan(0);
    expect(out).toContain('[private-key]');
  });

  it('leaves what the masking lets through', () => {
    const keep = maskText(detector, ({ kind }) => (kind === 'email' ? null : '*'));
    expect(keep('jane.citizen@bigbank.com.au AKIAZ3MXQ7P2LKWT5RVB')).toBe(
      'jane.citizen@bigbank.com.au *',
    );
  });
});
