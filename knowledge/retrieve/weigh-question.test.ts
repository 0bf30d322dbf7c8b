import { describe, expect, it } from 'vitest';
import { createTermPostings } from './term-postings.ts';
import { termsOf } from './terms.ts';
import { weighQuestion } from './weigh-question.ts';

const TEXTS = ['Stop the instance, then take a snapshot.', 'Rotate the certificate of Kubernetes.'];

function weigh(question: string) {
  const postings = createTermPostings();
  for (const text of TEXTS) postings.add(termsOf(text));
  return weighQuestion(question, postings).map(({ weight, ways }) => ({
    weight,
    ways: ways.map(({ term, share }) => [term, share]),
  }));
}

describe('weighQuestion', () => {
  it('takes each word that says something once', () => {
    expect(weigh('How do I rotate, and again rotate?').map(({ ways }) => ways)).toEqual([
      [['rotat', 1]],
    ]);
  });

  it('finds what texts call something else, and takes that for no word that was typed wrong', () => {
    expect(weigh('the server').map(({ ways }) => ways)).toEqual([[['instanc', 0.8]]]);
    expect(weigh('server instance').map(({ ways }) => ways)).toEqual([
      [['instanc', 0.8]],
      [['instanc', 1]],
    ]);
  });

  it('scores a term once, however many words stand for it', () => {
    const postings = createTermPostings();
    for (const text of TEXTS) postings.add(termsOf(text));
    const rarities = (question: string) =>
      weighQuestion(question, postings).flatMap(({ ways }) => ways.map(({ rarity }) => rarity > 0));
    expect(rarities('server machine')).toEqual([true, false]);
    expect(rarities('server instance')).toEqual([false, true]);
  });

  it('finds the nearest word for one that is typed wrong', () => {
    expect(weigh('snapsot').map(({ ways }) => ways)).toEqual([[['snapshot', 0.8]]]);
  });

  it('counts a word that no text has for more than the rarest, and a name for more than that', () => {
    const [known, word, name] = weigh('rotate zzzzz Qqqqq');
    expect(known?.weight).toBeLessThan(word?.weight ?? 0);
    expect(word?.weight).toBeLessThan(name?.weight ?? 0);
    expect(name?.ways).toEqual([]);
  });

  it.each([
    ['takes the first word for no name', 'Qqqqq', 'qqqqq'],
    [
      'takes a capital for no sign of a name where most words have one',
      'Rotate Qqqqq',
      'rotate qqqqq',
    ],
    ['takes a long name that is nearly known for typed wrong', 'the Kubernets', 'the kubernets'],
  ])('%s', (_name, written, plain) => {
    expect(weigh(written)).toEqual(weigh(plain));
  });

  it('leaves out numbers, addresses and ids that no text has', () => {
    expect(weigh('rotate 10.0.3.4:9090 on i-0abc123 in 15m')).toEqual(weigh('rotate'));
  });

  it('knows nothing of a question without words', () => {
    expect(weigh('?!')).toEqual([]);
  });
});
