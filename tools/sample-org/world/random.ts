/** A deterministic stream of numbers: the same seed gives the same stream. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** True with probability `share`. */
  chance(share: number): boolean;
  /** One of the items. @throws RangeError on an empty list. */
  pick<Item>(items: readonly Item[]): Item;
  /** `length` hexadecimal digits. */
  hex(length: number): string;
}

/** FNV-1a over the parts with a final mix: 32 bits. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}|`;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A hash as a number in [0, 1). */
export function fractionOf(...parts: readonly (string | number)[]): number {
  return hashOf(...parts) / 2 ** 32;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Starts the stream that belongs to the given parts (mulberry32). */
export function createRandom(...parts: readonly (string | number)[]): Random {
  const next = mulberry32(hashOf(...parts));
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from.');
      return item;
    },
    hex: (length) => {
      let digits = '';
      while (digits.length < length) digits += integer(0, 15).toString(16);
      return digits;
    },
  };
}
