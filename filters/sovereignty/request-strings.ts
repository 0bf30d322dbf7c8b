/** A string of a request at its place. */
export interface PlacedString {
  /** JSON pointer (RFC 6901); `#` and a second pointer follow where a string holds JSON itself. */
  readonly pointer: string;
  /** Name of the field that holds it, where that may say what it is; null for the fields of the protocol. */
  readonly name: string | null;
  readonly text: string;
}

/** All strings of a request. */
export interface RequestStrings {
  readonly strings: readonly PlacedString[];
  /** Pointers of content that is no text: pictures, sounds, packed files. */
  readonly unscannable: readonly string[];
}

/** Fields of the chat protocol, whose names say nothing about their values. */
const PROTOCOL_FIELDS = new Set([
  'role',
  'content',
  'text',
  'type',
  'model',
  'messages',
  'url',
  'arguments',
  'description',
  'parameters',
  'function',
  'input',
  'output',
  'prompt',
  'title',
  'enum',
  'file_data',
  'data',
  'id',
  'object',
  'format',
]);
const DATA_URL = /^data:[\w.+/-]*(?:;[\w=.-]+)*;base64,/;
const WHOLLY_BASE64 = /^[A-Za-z0-9+/_\s-]*={0,2}\s*$/;
/** Content of a file is decoded up to here; more of it is unscannable. */
const LARGEST_FILE = 8_000_000;
/** A run of base64 or hexadecimal that is longer than the detector decodes. */
const LONG_RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{65537}/;
/** Objects deeper than this are taken as text. */
const DEEPEST = 64;

interface Walk {
  readonly strings: PlacedString[];
  readonly unscannable: string[];
}

interface Place {
  readonly pointer: string;
  readonly name: string | null;
  readonly depth: number;
}

/** Visits every string of a body: values, names of fields, numbers as they are written, JSON in strings, files as text. */
export function collectStrings(body: unknown): RequestStrings {
  const walk: Walk = { strings: [], unscannable: [] };
  visit(walk, body, { pointer: '', name: null, depth: 0 });
  return walk;
}

function visit(walk: Walk, value: unknown, place: Place): void {
  if (typeof value === 'string') return visitString(walk, value, place);
  if (typeof value === 'number' || typeof value === 'bigint') {
    walk.strings.push({ pointer: place.pointer, name: place.name, text: String(value) });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (place.depth >= DEEPEST) {
    walk.unscannable.push(place.pointer);
    return;
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (const [index, item] of items.entries())
      visit(walk, item, below(place, String(index), place.name));
    return;
  }
  if (isSound(value)) walk.unscannable.push(place.pointer);
  else visitFields(walk, value, place);
}

function visitFields(walk: Walk, value: object, place: Place): void {
  for (const [name, field] of Object.entries(value)) {
    const inside = below(place, name, PROTOCOL_FIELDS.has(name) ? null : name);
    if (name.length > 2 && !PROTOCOL_FIELDS.has(name))
      walk.strings.push({ pointer: inside.pointer, name: null, text: name });
    visit(walk, field, inside);
  }
}

function visitString(walk: Walk, text: string, place: Place): void {
  const [head] = DATA_URL.exec(text) ?? [];
  if (head !== undefined) return visitFile(walk, { head, base64: text.slice(head.length) }, place);
  const parsed = parseJson(text, place);
  if (parsed !== undefined)
    visit(walk, parsed, { pointer: `${place.pointer}#`, name: place.name, depth: place.depth + 1 });
  if (parsed === undefined || !isAllOf(parsed, text)) addText(walk, text, place);
}

function addText(walk: Walk, text: string, { pointer, name }: Omit<Place, 'depth'>): void {
  if (text !== '') walk.strings.push({ pointer, name, text });
  if (LONG_RUN.test(text)) walk.unscannable.push(pointer);
}

/** Content in base64 is looked at if it is text; else policy decides. What stands before and behind it is sent as well. */
function visitFile(
  walk: Walk,
  { head, base64 }: { readonly head: string; readonly base64: string },
  { pointer }: Place,
): void {
  const around = WHOLLY_BASE64.test(base64) ? head : head + base64;
  addText(walk, around, { pointer, name: null });
  const text = base64.length > LARGEST_FILE ? null : decodeText(base64);
  if (text === null) walk.unscannable.push(pointer);
  else addText(walk, text, { pointer, name: null });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeText(base64: string): string | null {
  try {
    const text = decoder.decode(Buffer.from(base64, 'base64'));
    return text.includes('\0') || text.startsWith('%PDF') ? null : text;
  } catch {
    return null;
  }
}

/** An object or list that a string holds, as arguments of tool calls do. */
function parseJson(text: string, { depth }: Place): unknown {
  const first = text.trimStart().charAt(0);
  if ((first !== '{' && first !== '[') || depth >= DEEPEST) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** False when reading left something out: the first of two members of one name, digits of a long number. */
function isAllOf(parsed: unknown, text: string): boolean {
  return withoutSpace(JSON.stringify(parsed)) === withoutSpace(text);
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, '');
}

/** An `input_audio` part of OpenAI's protocol: `{data, format}`. */
function isSound(value: object): boolean {
  return (
    'data' in value &&
    'format' in value &&
    typeof value.data === 'string' &&
    value.data.length > 100
  );
}

function below(place: Place, step: string, name: string | null): Place {
  const escaped = step.replaceAll('~', '~0').replaceAll('/', '~1');
  return { pointer: `${place.pointer}/${escaped}`, name, depth: place.depth + 1 };
}
