import type {
  Understand,
  Understanding,
} from '../pipeline-server/flows/xops/understand/understanding.ts';
import type { ExpectedQuestion, Half } from './question-set.ts';
import { halfOf, QUESTION_WORLD } from './question-set.ts';

/** How one question was understood, measured. Null where the question sets no such expectation. */
export interface Scored {
  readonly half: Half;
  readonly expected: ExpectedQuestion;
  readonly understood: Understanding;
  readonly milliseconds: number;
  readonly first: boolean | null;
  readonly parts: boolean | null;
  readonly kind: boolean;
  readonly write: { readonly expected: boolean; readonly got: boolean } | null;
  /** Expected parameters by name: met or not. */
  readonly parameters: Readonly<Record<string, boolean>>;
}

/** Understands one question, after the one before it where it is a follow-up, and compares. */
export function scoreQuestion(expected: ExpectedQuestion, understand: Understand): Scored {
  const { organization, now } = QUESTION_WORLD;
  const previous =
    expected.previous === undefined
      ? null
      : understand(expected.previous, { organization, now, previous: null });
  const start = performance.now();
  const understood = understand(expected.question, { organization, now, previous });
  const milliseconds = performance.now() - start;
  return {
    half: halfOf(expected),
    expected,
    understood,
    milliseconds,
    ...compare(expected, understood),
  };
}

function compare(expected: ExpectedQuestion, understood: Understanding) {
  const [first = ''] = understood.analyzers;
  const answered = understood.kind !== 'ambiguous' && understood.kind !== 'outside';
  const write = expected.write === undefined ? false : expected.write;
  return {
    first: expected.analyzers.length === 0 ? null : answered && expected.analyzers.includes(first),
    parts: expected.all === undefined ? null : holdsAll(expected.all, understood.analyzers),
    kind: understood.kind === (expected.kind ?? 'analyze') && isFollowUp(expected, understood),
    write: write === null ? null : { expected: write, got: understood.write },
    parameters: compareParameters(expected.parameters ?? {}, { ...understood.parameters }),
  };
}

function isFollowUp(expected: ExpectedQuestion, understood: Understanding): boolean {
  return expected.followUp === undefined || understood.followUp?.kind === expected.followUp;
}

function holdsAll(groups: readonly (readonly string[])[], ids: readonly string[]): boolean {
  return groups.every((group) => group.some((id) => ids.includes(id)));
}

function compareParameters(
  expected: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
): Record<string, boolean> {
  const names = Object.keys(expected);
  return Object.fromEntries(names.map((name) => [name, contains(got[name], expected[name])]));
}

/** True when every value of `part` is in `whole`; lists must be equal, in any order. */
function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && asSet(whole) === asSet(part);
  }
  if (typeof part !== 'object' || part === null) return whole === part;
  if (typeof whole !== 'object' || whole === null) return false;
  const entries = new Map(Object.entries(whole));
  return Object.entries(part).every(([key, value]) => contains(entries.get(key), value));
}

function asSet(values: readonly unknown[]): string {
  return values
    .map(String)
    .toSorted((left, right) => left.localeCompare(right))
    .join(',');
}
