interface Kept<T> {
  readonly value: T;
  readonly until: number;
  readonly weight: number;
}

/** Answers with an expiry, bounded by weight; the longest-unused go first. */
export interface KeptAnswers<T> {
  /** The answer, or undefined when there is none that is fresh at `now` (milliseconds). */
  get(key: string, now: number): T | undefined;
  set(key: string, entry: Kept<T>): void;
}

/** An empty store; `maximumWeight` bounds the sum of the weights. */
export function createKeptAnswers<T>(maximumWeight: number): KeptAnswers<T> {
  const kept = new Map<string, Kept<T>>();
  let weight = 0;

  function take(key: string): Kept<T> | undefined {
    const entry = kept.get(key);
    weight -= entry?.weight ?? 0;
    kept.delete(key);
    return entry;
  }

  function put(key: string, entry: Kept<T>): void {
    kept.set(key, entry);
    weight += entry.weight;
  }

  return {
    get(key, now) {
      const entry = take(key);
      if (entry === undefined || entry.until <= now) return undefined;
      put(key, entry);
      return entry.value;
    },
    set(key, entry) {
      take(key);
      put(key, entry);
      for (const oldest of kept.keys()) {
        if (weight <= maximumWeight) return;
        take(oldest);
      }
    },
  };
}
