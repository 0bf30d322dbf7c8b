import type { Resource, World } from './world/types.ts';

/** Resources that are kept; of a larger organisation the rest is made anew each time. */
const MOST_KEPT = 10_000;

/** The same world, which makes a resource once though many questions look at it; it holds no more than the bound. */
export function rememberResources(world: World, most = MOST_KEPT): World {
  const kept = new Map<string, Resource>();
  return {
    ...world,
    resourceAt(cell, index) {
      const key = `${cell.account.id}/${cell.region}/${cell.type}/${index}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = world.resourceAt(cell, index);
      if (kept.size < most) kept.set(key, made);
      return made;
    },
  };
}
