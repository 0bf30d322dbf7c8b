import { describe, expect, it } from 'vitest';
import { ANALYZER_PHRASES } from './analyzer-phrases.ts';
import { featuresOf } from './features.ts';
import conditions from './lexicon/conditions.json' with { type: 'json' };
import relations from './lexicon/relations.json' with { type: 'json' };
import resources from './lexicon/resources.json' with { type: 'json' };
import roles from './lexicon/roles.json' with { type: 'json' };
import services from './lexicon/services.json' with { type: 'json' };
import { wordsOf } from './words.ts';

const concepts = new Set(
  Object.keys({ ...resources, ...conditions }).flatMap((key) => key.split(' ')),
);

describe('the lexicon', () => {
  it('has no concept in both lists', () => {
    const both = Object.keys(resources).filter((key) => Object.hasOwn(conditions, key));
    expect(both).toEqual([]);
  });

  it('gives every expression one meaning, whatever its inflection', () => {
    const meanings = new Map<string, string>();
    const clashes: string[] = [];
    for (const [meaning, texts] of Object.entries({ ...resources, ...conditions })) {
      for (const text of texts) {
        const stems = wordsOf(text.replace(/\b(?:the|our|my|your|their|its)\b/g, ''))
          .map((word) => word.stem)
          .join(' ');
        const known = meanings.get(stems);
        if (known !== undefined && known !== meaning) clashes.push(`${text}: ${known}, ${meaning}`);
        meanings.set(stems, meaning);
      }
    }
    expect(clashes).toEqual([]);
  });

  it('relates, ranks and bills known concepts only', () => {
    const used = [
      ...Object.entries(relations).flatMap(([from, to]) => [from, ...Object.keys(to)]),
      ...roles.qualifiers,
      ...Object.keys(services),
    ];
    expect(used.filter((concept) => !concepts.has(concept))).toEqual([]);
    expect(roles.takesResource.filter((id) => !ANALYZER_PHRASES.has(id))).toEqual([]);
  });

  it('reads something from every phrase', () => {
    const empty = [...ANALYZER_PHRASES.values()]
      .flat()
      .filter((phrase) => featuresOf(phrase).length === 0);
    expect(empty).toEqual([]);
  });
});
