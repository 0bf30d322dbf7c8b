import relations from './lexicon/relations.json' with { type: 'json' };

const likeness = readLikeness();

/** How far one concept stands for another, 0–1; 1 for the same. */
export function likenessOf(asked: string, offered: string): number {
  return asked === offered ? 1 : (likeness.get(asked)?.get(offered) ?? 0);
}

function readLikeness(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const entries = Object.entries(relations);
  return new Map(entries.map(([asked, others]) => [asked, new Map(Object.entries(others))]));
}
