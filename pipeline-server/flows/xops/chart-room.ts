import type { Chart } from '../../contracts/results.ts';

/** Pixels of a legend's line, and of the picture and the gaps beside each name in it. */
const LEGEND_LINE = 24;
const LEGEND_SIGN = 45;
const LEGEND_BELOW = 16;

/**
 * How wide a text is in the widest fonts that stand for sans-serif (Verdana, DejaVu Sans), from above. The drawing is made
 * where no font is, for readers whose fonts are not known: what is measured too narrow is cut off at the edge.
 */
export function widestOf(text: string, font = ''): { width: number } {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12);
  const ems = Array.from(text).reduce((sum, character) => sum + widthInEms(character), 0);
  return { width: size * ems };
}

function widthInEms(character: string): number {
  if (/[iljI.,:;'|![\]() /\\]/.test(character)) return 0.4;
  if (/[\u1100-\uFFFF\u{10000}-\u{10FFFF}mwMW%@]/u.test(character)) return 1;
  return /\p{Lu}|[+=<>#&]/u.test(character) ? 0.84 : 0.64;
}

/** Pixels above the drawing: the legend takes as many lines as its names need. */
export function roomAbove({ series }: Chart, width: number): number {
  if (series.length < 2) return 8;
  let [lines, used] = [1, 0];
  for (const { name } of series) {
    const own = widestOf(name).width + LEGEND_SIGN;
    if (used > 0 && used + own > width) [lines, used] = [lines + 1, 0];
    used += own;
  }
  return lines * LEGEND_LINE + LEGEND_BELOW;
}

/** Pixels right of the bars, so that what is written there is not cut off. */
export function roomBeside(labels: readonly string[]): number {
  return Math.max(16, ...labels.map((label) => widestOf(label).width + 12));
}
