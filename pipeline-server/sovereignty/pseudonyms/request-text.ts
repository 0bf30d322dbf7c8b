/** A text of a request. */
export interface RequestText {
  /** JSON pointer (RFC 6901); `#` and a second pointer follow where a string holds JSON itself. */
  readonly pointer: string;
  readonly text: string;
  /** Names of members and numbers can be looked at, but nothing else can be written in their place. */
  readonly isFixed: boolean;
}

/** Deeper than any chat is; what is deeper is left as it is. */
const DEEPEST = 64;

/** Every text of a request; strings that hold JSON are looked into. */
export function readTexts(body: unknown): readonly RequestText[] {
  const texts: RequestText[] = [];
  rewriteTexts(body, (text) => {
    texts.push(text);
    return text.text;
  });
  return texts;
}

/** A copy of a value in which every text is what `rewrite` gives for it. */
export function rewriteTexts<Value>(value: Value, rewrite: (text: RequestText) => string): Value {
  // The copy has the shape of what was copied: only texts differ.
  return rewriteValue(value, { pointer: '', depth: 0, rewrite }) as Value;
}

interface Place {
  readonly pointer: string;
  readonly depth: number;
  readonly rewrite: (text: RequestText) => string;
}

function rewriteValue(value: unknown, place: Place): unknown {
  const { pointer, rewrite, depth } = place;
  if (typeof value === 'string') return rewriteString(value, place);
  if (typeof value === 'number') {
    rewrite({ pointer, text: String(value), isFixed: true });
    return value;
  }
  if (typeof value !== 'object' || value === null || depth >= DEEPEST) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => rewriteValue(item, below(place, String(index))));
  }
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    const inside = below(place, name);
    rewrite({ pointer: inside.pointer, text: name, isFixed: true });
    return [name, rewriteValue(member, inside)];
  });
  return Object.fromEntries(entries);
}

/** JSON is written anew only when something in it changed: else each turn would look different to a cache. */
function rewriteString(text: string, place: Place): string {
  const { pointer, depth, rewrite } = place;
  const json = parseContainer(text);
  if (json === null) return rewrite({ pointer, text, isFixed: false });
  let isChanged = false;
  const inside = rewriteValue(json, {
    pointer: `${pointer}#`,
    depth: depth + 1,
    rewrite(inner) {
      const written = rewrite(inner);
      if (written !== inner.text && !inner.isFixed) isChanged = true;
      return written;
    },
  });
  return isChanged ? JSON.stringify(inside) : text;
}

function parseContainer(text: string): object | null {
  if (!/^\s{0,100}[[{]/.test(text)) return null;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' ? json : null;
  } catch {
    return null;
  }
}

function below(place: Place, step: string): Place {
  const escaped = step.replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...place, pointer: `${place.pointer}/${escaped}`, depth: place.depth + 1 };
}
