/** Keeps the first items of an ordering while items stream by. */
export interface FirstItems<Item> {
  add(item: Item): void;
  /** The kept items in order. */
  sorted(): readonly Item[];
}

/** Keeps the first `size` items of an ordering, holding at most twice as many at any time. */
export function keepFirst<Item>(
  size: number,
  compare: (left: Item, right: Item) => number,
): FirstItems<Item> {
  let kept: Item[] = [];
  const trim = (): void => {
    kept = kept.toSorted(compare).slice(0, size);
  };
  return {
    add: (item) => {
      kept.push(item);
      if (kept.length >= size * 2) trim();
    },
    sorted: () => {
      trim();
      return kept;
    },
  };
}
