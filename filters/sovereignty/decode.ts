import { type View, ViewBuilder } from './view.ts';

/** What of one encoded run is decoded at most, in characters. */
const LONGEST_RUN = 65_536;
/** How much text around a decoded run is looked at with it, so that labels count. */
const CONTEXT = 120;
const DEPTH = 2;

interface Decoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A way of writing text as other text. */
interface Encoding {
  readonly name: string;
  /** An encoded run, with the flag `g`. */
  readonly run: RegExp;
  /** The text of a run, or null when it is none. */
  readonly decode: (run: string) => string | null;
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  colon: ':',
  sol: '/',
  equals: '=',
  hyphen: '-',
  lowbar: '_',
  num: '#',
};

const escapes = (run: string, pattern: RegExp, base: number): string =>
  run.replaceAll(pattern, (_, code: string) => fromCodePoint(Number.parseInt(code, base)));

/**
 * The encodings that are undone. Runs of hexadecimal digits and of base64 must begin as
 * ASCII text does, which leaves out nearly all hashes, names and pictures.
 */
const ENCODINGS: readonly Encoding[] = [
  {
    name: 'percent',
    run: /(?:%[0-9a-fA-F]{2}){1,4096}/g,
    decode: (run) => utf8(Buffer.from(run.replaceAll('%', ''), 'hex')),
  },
  {
    name: 'html-entity',
    run: /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,8});/g,
    decode: decodeEntity,
  },
  {
    name: 'unicode-escape',
    // JSON within JSON doubles the backslash.
    run: /(?:\\{1,8}u[0-9a-fA-F]{4}){1,4096}/g,
    decode: (run) => escapes(run, /\\{1,8}u([0-9a-fA-F]{4})/g, 16),
  },
  {
    name: 'hex-escape',
    run: /(?:\\{1,8}x[0-9a-fA-F]{2}){1,4096}/g,
    decode: (run) => utf8(Buffer.from(run.replaceAll(/\\+x/g, ''), 'hex')),
  },
  {
    name: 'hex',
    run: /(?<![0-9a-zA-Z])(?:0x)?(?:[2-7][0-9a-fA-F]|0[9aAdD]){7}(?:[0-9a-fA-F]{2}){0,32768}(?![0-9a-zA-Z])/g,
    decode: (run) => printable(Buffer.from(run.replace(/^0x/, ''), 'hex')),
  },
  {
    name: 'hex-bytes',
    run: /(?<![0-9a-zA-Z:])(?:[2-7][0-9a-fA-F][ :]){7}(?:[0-9a-fA-F]{2}[ :]){0,4096}[0-9a-fA-F]{2}(?![0-9a-zA-Z:])/g,
    decode: (run) => printable(Buffer.from(run.replaceAll(/[ :]/g, ''), 'hex')),
  },
  {
    name: 'base64',
    run: /(?<![A-Za-z0-9+/_-])(?:[CDEI-Za-f][A-HQ-Xg-nw-z0-3][A-Za-z0-9+/_-]{2}){3}[A-Za-z0-9+/_-]{0,65536}={0,2}/g,
    decode: (run) => printable(Buffer.from(run.slice(0, LONGEST_RUN), 'base64')),
  },
];

/** Line breaks and tabs as JSON writes them, or JSON within JSON. */
const WRITTEN_BREAK = /\\{1,8}[nrt]/g;

/**
 * The parts of a text that are encoded, decoded in their place and with the text around them: a view for each layer, since
 * what one layer shows may itself look encoded (some card numbers are hexadecimal text). Empty when nothing is encoded text.
 */
export function decodedViews(view: View): readonly View[] {
  const broken = breakLines(view);
  const views: View[] = broken === null ? [] : [broken];
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const next = decodeOnce(views.at(-1) ?? view);
    if (next === null) break;
    views.push(next);
  }
  return views;
}

/** JSON that is quoted in prose is not read as JSON: its breaks would stand before values as if they were letters of them. */
function breakLines(view: View): View | null {
  if (view.text.search(WRITTEN_BREAK) === -1) return null;
  const builder = new ViewBuilder(view);
  let done = 0;
  for (const { index, 0: written } of view.text.matchAll(WRITTEN_BREAK)) {
    builder.copy(done, index);
    builder.replace(index, index + written.length, '\n');
    done = index + written.length;
  }
  builder.copy(done, view.text.length);
  return builder.build();
}

function decodeOnce(view: View): View | null {
  const runs = withoutOverlaps(ENCODINGS.flatMap((encoding) => decodeRuns(view.text, encoding)));
  if (runs.length === 0) return null;
  const builder = new ViewBuilder(view);
  let done = 0;
  for (const [index, run] of runs.entries()) {
    const from = Math.max(done, run.start - CONTEXT);
    if (from > done && done > 0) builder.replace(done, from, '\n\n');
    builder.copy(from, run.start);
    builder.replace(run.start, run.end, run.text);
    const until = Math.min(runs[index + 1]?.start ?? view.text.length, run.end + CONTEXT);
    builder.copy(run.end, until);
    done = until;
  }
  return builder.build();
}

const NONE: readonly Decoded[] = [];

function decodeRuns(text: string, { run, decode }: Encoding): readonly Decoded[] {
  // `matchAll` copies the expression, for texts that nearly always have none.
  if (text.search(run) === -1) return NONE;
  const found: Decoded[] = [];
  for (const match of text.matchAll(run)) {
    const decoded = decode(match[0]);
    if (decoded === null || decoded === match[0]) continue;
    found.push({ start: match.index, end: match.index + match[0].length, text: decoded });
  }
  return found;
}

/** By place; of two that overlap, the earlier. */
function withoutOverlaps(runs: readonly Decoded[]): Decoded[] {
  let end = 0;
  return runs
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((run) => {
      const free = run.start >= end;
      if (free) end = run.end;
      return free;
    });
}

function decodeEntity(run: string): string | null {
  const body = run.slice(1, -1);
  if (!body.startsWith('#')) return NAMED_ENTITIES[body] ?? null;
  const isHex = body[1] === 'x' || body[1] === 'X';
  return fromCodePoint(Number.parseInt(body.slice(isHex ? 2 : 1), isHex ? 16 : 10));
}

function fromCodePoint(code: number): string {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : ' ';
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Text, if the bytes are text that a person could have written: no control characters, hardly any foreign ones. */
function printable(bytes: Uint8Array): string | null {
  if (bytes.length < 6 || !looksLikeText(bytes)) return null;
  return utf8(bytes);
}

const SAMPLE = 64;

/** A quick look at the first bytes, since most long runs are hashes, identifiers and pictures. */
function looksLikeText(bytes: Uint8Array): boolean {
  for (const byte of bytes.subarray(0, SAMPLE)) {
    if (byte === 127 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  }
  return true;
}
