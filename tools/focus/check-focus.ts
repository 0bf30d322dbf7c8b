import { type FocusRecord, ROW_RULES } from './check-row.ts';
import { checkValue } from './check-value.ts';
import { FOCUS_COLUMNS, type FocusColumn, focusColumn } from './columns.ts';

/** One way in which data departs from FOCUS 1.2. */
export interface FocusProblem {
  readonly column: string;
  /** `missing`, `name` and `order` are of the columns, the others of values; `row` ties several columns together. */
  readonly rule: 'missing' | 'name' | 'order' | 'null' | 'type' | 'format' | 'value' | 'row';
  /** The specification's word for the rule. */
  readonly severity: 'must' | 'should';
  /** How many rows break it; 0 for a rule of the columns. */
  readonly rows: number;
  /** The first value that breaks it, cut; null where there is none. */
  readonly example: string | null;
  readonly message: string;
}

/** Checks row after row, so that data need not fit into memory. */
export interface FocusCheck {
  add(row: FocusRecord): void;
  /** What was found so far, rules of columns first. */
  problems(): readonly FocusProblem[];
}

const EXAMPLE_LENGTH = 60;

/** A check of rows with these columns, in the order of the data. */
export function createFocusCheck(columns: readonly string[]): FocusCheck {
  const found = new Map<string, FocusProblem>();
  const known = columns.map(focusColumn).filter((column) => column !== null);

  function note(problem: Omit<FocusProblem, 'rows'>): void {
    const key = `${problem.column} ${problem.rule} ${problem.message}`;
    const before = found.get(key) ?? { ...problem, rows: 0 };
    found.set(key, { ...before, rows: before.rows + 1 });
  }

  return {
    add(row) {
      for (const column of known) {
        const breach = checkValue(column, row[column.name]);
        if (breach !== null) note(problemOf(column, breach, row[column.name]));
      }
      for (const { column, rule = 'row', message, breaks } of ROW_RULES) {
        if (breaks(row))
          note({ severity: 'must', rule, column, message, example: exampleOf(row[column]) });
      }
    },
    problems: () => [...checkColumns(columns), ...found.values()],
  };
}

/** All problems of rows. The columns are those of the first row unless they are given. */
export function checkFocus(
  rows: readonly FocusRecord[],
  columns: readonly string[] = Object.keys(rows[0] ?? {}),
): readonly FocusProblem[] {
  const check = createFocusCheck(columns);
  for (const row of rows) check.add(row);
  return check.problems();
}

/**
 * True for what rows from Cost Explorer cannot help: a column is null that Cost Explorer does not give, or gives only
 * partly.
 */
export function isKnownGap({ rule, column }: FocusProblem): boolean {
  return rule === 'null' && focusColumn(column)?.costExplorer !== 'derived';
}

function problemOf(
  { name, level }: FocusColumn,
  breach: { readonly rule: FocusProblem['rule']; readonly message: string },
  value: unknown,
): Omit<FocusProblem, 'rows'> {
  const severity = level === 'recommended' && breach.rule === 'null' ? 'should' : 'must';
  return { ...breach, column: name, severity, example: exampleOf(value) };
}

function exampleOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value, bigints);
  return text.slice(0, EXAMPLE_LENGTH);
}

/** JSON has no large integers. */
function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function checkColumns(columns: readonly string[]): readonly FocusProblem[] {
  return [...missingColumns(columns), ...misnamedColumns(columns), ...columnOrder(columns)];
}

function ofColumn(
  column: string,
  rule: 'missing' | 'name' | 'order',
  text: { readonly severity: 'must' | 'should'; readonly message: string },
): FocusProblem {
  return { column, rule, rows: 0, example: null, ...text };
}

function missingColumns(columns: readonly string[]): readonly FocusProblem[] {
  const present = new Set(columns);
  return FOCUS_COLUMNS.filter(
    ({ name, level }) => level !== 'conditional' && !present.has(name),
  ).map(({ name, level }) =>
    ofColumn(name, 'missing', {
      severity: level === 'mandatory' ? 'must' : 'should',
      message: 'is not there',
    }),
  );
}

function misnamedColumns(columns: readonly string[]): readonly FocusProblem[] {
  return columns
    .filter((name) => focusColumn(name) === null && !name.startsWith('x_'))
    .map((name) =>
      ofColumn(name, 'name', {
        severity: 'must',
        message: 'is no column of FOCUS 1.2; a column of one’s own starts with x_',
      }),
    );
}

/** ColumnHandling: FOCUS columns before one's own, each group in alphabetical order. */
function columnOrder(columns: readonly string[]): readonly FocusProblem[] {
  const isOwn = (name: string) => focusColumn(name) === null;
  const sorted = columns.toSorted(
    (a, b) => Number(isOwn(a)) - Number(isOwn(b)) || (a < b ? -1 : 1),
  );
  const first = columns.findIndex((name, position) => name !== sorted[position]);
  if (first === -1) return [];
  const message = 'stands out of order: FOCUS columns come first, each group alphabetically';
  return [ofColumn(columns[first] ?? '', 'order', { severity: 'should', message })];
}
