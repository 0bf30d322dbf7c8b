import Table from 'cli-table3';

/** One measured number, with what it was hoped to be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Empty for a count. */
  readonly unit: 'x' | 'ms' | 's' | 'MiB' | 'MB/s' | '/s' | '';
  /** A bound on the value; figures without one are reported only. */
  readonly aim?: { readonly atLeast: number } | { readonly below: number };
  /** How it was measured, in a few words. */
  readonly note?: string;
}

/** The figures as a table for people. */
export function figureTable(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['figure', 'value', 'aim', 'met', 'how'],
    colAligns: ['left', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const figure of figures) {
    const met = isMet(figure);
    table.push([
      figure.name,
      `${figure.unit === '' ? figure.value : format(figure.value)} ${figure.unit}`.trim(),
      aimText(figure),
      met === null ? '' : met ? 'yes' : 'NO',
      figure.note ?? '',
    ]);
  }
  return table.toString();
}

/** Whether the aim is met; null without one. */
export function isMet({ value, aim }: Figure): boolean | null {
  if (aim === undefined) return null;
  return 'atLeast' in aim ? value >= aim.atLeast : value < aim.below;
}

function aimText({ aim, unit }: Figure): string {
  if (aim === undefined) return '';
  return 'atLeast' in aim ? `>= ${aim.atLeast} ${unit}` : `< ${aim.below} ${unit}`;
}

function format(value: number): string {
  return value.toFixed(value >= 100 ? 0 : 2);
}
