/** The colours of pages, by scheme. Every text colour reaches 4.5:1 on every ground that it stands on (WCAG 2.2 AA; tested). */
export const PALETTE = {
  light: {
    page: '#f6f7f9',
    ground: '#ffffff',
    raised: '#f1f3f6',
    line: '#dfe3e8',
    text: '#16202e',
    muted: '#566273',
    link: '#1d5fc2',
    bad: '#b3261e',
    warn: '#8a5300',
    good: '#146c43',
    focus: '#1d5fc2',
  },
  dark: {
    page: '#0e1116',
    ground: '#161b22',
    raised: '#1f2630',
    line: '#2d3642',
    text: '#e6eaf0',
    muted: '#9aa6b5',
    link: '#7fb0ff',
    bad: '#ff8a80',
    warn: '#f0b35a',
    good: '#6fd3a0',
    focus: '#7fb0ff',
  },
} as const;

/** Colours of text. */
export const TEXT_COLOURS = ['text', 'muted', 'link', 'bad', 'warn', 'good'] as const;

/** Grounds that text stands on. */
export const GROUNDS = ['page', 'ground', 'raised'] as const;

/** The palette as custom properties, the dark one where the system asks for it. */
export function paletteCss(): string {
  return `:root{color-scheme:light dark;${properties(PALETTE.light)}}
@media (prefers-color-scheme:dark){:root{${properties(PALETTE.dark)}}}`;
}

function properties(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
