import { describe, expect, it } from 'vitest';
import { GROUNDS, PALETTE, paletteCss, TEXT_COLOURS } from './palette.ts';

/** Contrast of WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one: string, two: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(two)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const pairs = (['light', 'dark'] as const).flatMap((scheme) =>
  TEXT_COLOURS.flatMap((text) => GROUNDS.map((ground) => [scheme, text, ground] as const)),
);

describe('the palette', () => {
  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it.each(pairs)('is readable in %s: %s on %s', (scheme, text, ground) => {
    expect(contrast(PALETTE[scheme][text], PALETTE[scheme][ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['light', 'dark'] as const)('shows the focus in %s', (scheme) => {
    for (const ground of GROUNDS) {
      expect(contrast(PALETTE[scheme].focus, PALETTE[scheme][ground])).toBeGreaterThanOrEqual(3);
    }
  });

  it('writes both schemes', () => {
    expect(paletteCss()).toContain(PALETTE.light.text);
    expect(paletteCss().split('prefers-color-scheme:dark')[1]).toContain(PALETTE.dark.text);
  });
});
