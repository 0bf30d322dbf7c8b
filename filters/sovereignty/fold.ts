import { type View, ViewBuilder } from './view.ts';

const FOREIGN = /[^\0-\x7f]+/g;
const DROPPED = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\p{M}/gu;
/** Decimal digits of every script. */
const DIGIT = /\p{Nd}/u;

/** Letters of other scripts that look like Latin ones (Unicode's confusables, those of Cyrillic, Greek and Armenian). */
const LOOK_ALIKES = new Map(
  Object.entries({
    а: 'a',
    в: 'b',
    с: 'c',
    ԁ: 'd',
    е: 'e',
    ғ: 'f',
    һ: 'h',
    і: 'i',
    ј: 'j',
    к: 'k',
    ӏ: 'l',
    м: 'm',
    п: 'n',
    о: 'o',
    р: 'p',
    ԛ: 'q',
    г: 'r',
    ѕ: 's',
    т: 't',
    ц: 'u',
    ѵ: 'v',
    ѡ: 'w',
    х: 'x',
    у: 'y',
    А: 'A',
    В: 'B',
    С: 'C',
    Е: 'E',
    Ѕ: 'S',
    І: 'I',
    Ј: 'J',
    К: 'K',
    М: 'M',
    Н: 'H',
    О: 'O',
    Р: 'P',
    Т: 'T',
    Х: 'X',
    У: 'Y',
    Ԝ: 'W',
    З: '3',
    α: 'a',
    β: 'b',
    ϲ: 'c',
    ε: 'e',
    η: 'n',
    ι: 'i',
    κ: 'k',
    ν: 'v',
    ο: 'o',
    ρ: 'p',
    τ: 't',
    υ: 'u',
    χ: 'x',
    γ: 'y',
    ω: 'w',
    Α: 'A',
    Β: 'B',
    Ϲ: 'C',
    Ε: 'E',
    Η: 'H',
    Ι: 'I',
    Κ: 'K',
    Μ: 'M',
    Ν: 'N',
    Ο: 'O',
    Ρ: 'P',
    Τ: 'T',
    Χ: 'X',
    Υ: 'Y',
    Ζ: 'Z',
    օ: 'o',
    ո: 'n',
    ս: 'u',
    հ: 'h',
    ı: 'i',
    ɡ: 'g',
    ɑ: 'a',
    ᴀ: 'a',
    ʙ: 'b',
    ᴄ: 'c',
    ᴅ: 'd',
    ᴇ: 'e',
    ɪ: 'i',
    ᴋ: 'k',
    ᴍ: 'm',
    ɴ: 'n',
    ᴏ: 'o',
    ᴘ: 'p',
    ʀ: 'r',
    ᴛ: 't',
    ᴜ: 'u',
    '‐': '-',
    '‑': '-',
    '‒': '-',
    '–': '-',
    // Between clauses, often without spaces: no part of a name or number before it.
    '—': ' ',
    '−': '-',
    '﹣': '-',
    '․': '.',
    '。': '.',
    '·': '.',
    '•': '.',
    '⁄': '/',
    '∕': '/',
    '：': ':',
    '∶': ':',
    '＠': '@',
    '“': '"',
    '”': '"',
    '‘': "'",
    '’': "'",
    '‚': "'",
    '«': '"',
    '»': '"',
  }),
);

/**
 * Folds what only looks different: compatibility forms (full width, mathematical letters), invisible and direction marks,
 * accents, look-alike letters, digits and dashes of other scripts. Text of ASCII alone is returned as it is.
 */
export function foldView(view: View): View {
  if (view.text.search(FOREIGN) === -1) return view;
  const builder = new ViewBuilder(view);
  let done = 0;
  for (const match of view.text.matchAll(FOREIGN)) {
    if (match.index > done) builder.copy(done, match.index);
    let at = match.index;
    for (const char of match[0]) {
      builder.replace(at, at + char.length, foldCharacter(char));
      at += char.length;
    }
    done = at;
  }
  builder.copy(done, view.text.length);
  return builder.build();
}

const folded = new Map<string, string>();
const REMEMBERED = 4096;

function foldCharacter(char: string): string {
  const known = folded.get(char);
  if (known !== undefined) return known;
  const plain = foldAnew(char);
  if (folded.size < REMEMBERED) folded.set(char, plain);
  return plain;
}

function foldAnew(char: string): string {
  const direct = LOOK_ALIKES.get(char);
  if (direct !== undefined) return direct;
  const plain = char.normalize('NFKD').replaceAll(DROPPED, '');
  if (DIGIT.test(plain)) return digitValue(plain);
  return LOOK_ALIKES.get(plain) ?? plain;
}

/** ASCII digit of a decimal digit of any script: Unicode keeps each script's ten in a row that starts with its zero. */
function digitValue(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 128) return digit;
  let zero = code;
  while (code - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
