import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { lineText } from './neutral-text.ts';

const require = createRequire(import.meta.url);

/** The embedded font: Latin, Greek, Cyrillic and most symbols; its licence allows embedding. */
export const FONT_FILES = {
  normal: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
};

/** Shown for a character that the font lacks. */
const MISSING_GLYPH = '□';

/** The font as the layout of one document needs it. */
export interface PdfFont {
  /** Text on one line, each character that the font lacks as a box. */
  printable(text: string): string;
  /** Width of printable text in points at size 1. */
  widthOf(text: string): number;
  /** True when {@link PdfFont.printable} had to leave a character out. */
  lacked(): boolean;
}

/** Opens the font for one document. */
export function openPdfFont(): PdfFont {
  const font = openFont(FONT_FILES.normal);
  const widths = new Map<string, number>();
  let lacked = false;
  const glyphOrBox = (character: string): string => {
    if (font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return character;
    lacked = true;
    return MISSING_GLYPH;
  };
  const widthOfCharacter = (character: string): number => {
    const known = widths.get(character) ?? advanceOf(font, character);
    widths.set(character, known);
    return known;
  };
  return {
    printable: (text) => lineText(text).replace(/./gsu, glyphOrBox),
    widthOf: (text) =>
      Array.from(text).reduce((sum, character) => sum + widthOfCharacter(character), 0),
    lacked: () => lacked,
  };
}

function openFont(file: string): Font {
  const font = openSync(file);
  if ('fonts' in font) throw new Error(`${file} is a collection of fonts.`);
  return font;
}

function advanceOf(font: Font, character: string): number {
  const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
  return glyph.advanceWidth / font.unitsPerEm;
}
