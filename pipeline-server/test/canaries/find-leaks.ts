import type { SensitiveValue } from './sensitive-values.ts';

/**
 * The values of which a sent body holds at least three quarters in a row, in whichever way of writing. It knows nothing of the detector:
 * what it undoes, it undoes everywhere, whether or not a person would.
 */
export function findLeaks(
  sent: string,
  values: readonly SensitiveValue[],
): readonly SensitiveValue[] {
  const readings = readingsOf(sent);
  return values.filter(({ value }) =>
    piecesOf(value).some((piece) => readings.some((reading) => reading.includes(piece))),
  );
}

function piecesOf(value: string): readonly string[] {
  const plain = normalise(value);
  const length = Math.ceil(plain.length * 0.75);
  return Array.from({ length: plain.length - length + 1 }, (_, at) => plain.slice(at, at + length));
}

/** The text as it stands and with each layer of writing undone, two deep. */
function readingsOf(sent: string): readonly string[] {
  const once = UNDO.map((undo) => undo(sent));
  const twice = once.flatMap((text) => UNDO.map((undo) => undo(text)));
  return [...new Set([sent, ...once, ...twice])].map(normalise);
}

const UNDO: readonly ((text: string) => string)[] = [
  (text) =>
    text.replaceAll(/&#(\d+);/g, (_, decimal: string) => String.fromCodePoint(Number(decimal))),
  (text) => text.replaceAll(/\\+u([0-9a-f]{4})/gi, (_, hex: string) => character(hex)),
  (text) => text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => character(hex)),
  (text) => text.replaceAll(/(?:[0-9a-f]{2}){10,}/gi, (run) => Buffer.from(run, 'hex').toString()),
  (text) => text.replaceAll(/[\w+/-]{16,}={0,2}/g, (run) => Buffer.from(run, 'base64').toString()),
];

function character(hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  А: 'A',
  Е: 'E',
  К: 'K',
  а: 'a',
  е: 'e',
  о: 'o',
};

/** Without marks, spaces and case. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[АЕКаео]/g, (letter) => LOOK_ALIKES[letter] ?? letter)
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\s|\\n/gu, '')
    .toLowerCase();
}
