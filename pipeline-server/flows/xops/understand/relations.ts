import relations from './lexicon/relations.json' with { type: 'json' };

const likeness: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries(relations).map(([asked, others]) => [asked, new Map(Object.entries(others))]),
);

/** How far one concept stands for another, 0–1; 1 for the same. */
export function likenessOf(asked: string, offered: string): number {
  return asked === offered ? 1 : (likeness.get(asked)?.get(offered) ?? 0);
}

/** Every concept that the asked ones stand for, with how far the nearest of them does. */
export function nearestOf(asked: readonly string[]): ReadonlyMap<string, number> {
  const nearest = new Map<string, number>();
  for (const [offered, share] of asked.flatMap((each) => [...(likeness.get(each) ?? [])])) {
    nearest.set(offered, Math.max(share, nearest.get(offered) ?? 0));
  }
  for (const each of asked) nearest.set(each, 1);
  return nearest;
}
