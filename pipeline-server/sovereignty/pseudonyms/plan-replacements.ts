import type { RequestFinding } from '../../contracts/sovereignty.ts';
import { REDACTION } from '../redact.ts';
import { createFinder, gapsBetween, type Stretch } from './find-values.ts';
import type { RequestText } from './request-text.ts';
import { splitValue, type ValuePart } from './split-value.ts';
import { tokenPattern } from './token-grammar.ts';

/** A stretch of a text, and what stands in its place. */
export interface Replacement extends Stretch {
  /** Of the finding, of that of the same value elsewhere in the request, or how else it came into the plan. */
  readonly kind: string;
  readonly parts: readonly ValuePart[];
}

/** What is replaced, by the pointer of the text. */
export type Plan = ReadonlyMap<string, readonly Replacement[]>;

/** What a plan is made from. */
export interface PlanSource {
  readonly texts: readonly RequestText[];
  readonly findings: readonly RequestFinding[];
  /** Values that have a pseudonym in this chat already: they are replaced wherever they stand. */
  readonly known: readonly string[];
}

/**
 * Plans what is replaced: the findings, then the same values and those of earlier turns wherever else they stand, then what
 * only looks like a pseudonym, so that it comes back as it was.
 * @returns null when a value can neither be replaced nor redacted where it stands.
 */
export function planReplacements({ texts, findings, known }: PlanSource): Plan | null {
  const found = planFindings(texts, findings);
  if (found === null) return null;
  const findKnown = createKnownFinder(found, known);
  const isFixed = texts.some((text) => text.isFixed && findKnown(text.text).length > 0);
  if (isFixed) return null;
  const plan = new Map<string, readonly Replacement[]>();
  for (const { pointer, text, isFixed: cannotChange } of texts) {
    if (cannotChange || text.startsWith('data:')) continue;
    const spread = fillGaps(text, found.get(pointer) ?? [], findKnown);
    const replacements = fillGaps(text, spread, findTokenLookalikes);
    if (replacements.length > 0) plan.set(pointer, replacements);
  }
  return plan;
}

/** All parts of a plan that get a pseudonym. */
export function partsOf(plan: Plan): readonly Exclude<ValuePart, string>[] {
  return [...plan.values()].flat().flatMap(({ parts }) => valuesOf(parts));
}

/** Those of the parts that a pseudonym stands for. */
export function valuesOf(parts: readonly ValuePart[]): readonly Exclude<ValuePart, string>[] {
  return parts.filter((part) => typeof part !== 'string');
}

function planFindings(
  texts: readonly RequestText[],
  findings: readonly RequestFinding[],
): Plan | null {
  const writable = new Map(
    texts.filter(({ isFixed }) => !isFixed).map(({ pointer, text }) => [pointer, text]),
  );
  const plan = new Map<string, readonly Replacement[]>();
  for (const finding of findings.toSorted((a, b) => a.start - b.start)) {
    const text = writable.get(finding.pointer);
    if (text === undefined || text.startsWith('data:')) return null;
    const before = plan.get(finding.pointer) ?? [];
    // Of two that overlap, the first stands; what is left of the other is found when the result is looked at.
    if (finding.start < (before.at(-1)?.end ?? 0)) continue;
    const parts = partsFor(finding, text.slice(finding.start, finding.end));
    if (parts === null) return null;
    const { kind, start, end } = finding;
    plan.set(finding.pointer, [...before, { kind, start, end, parts }]);
  }
  return plan;
}

function partsFor(finding: RequestFinding, value: string): readonly ValuePart[] | null {
  const substitution = splitValue(finding, value);
  if (substitution === 'impossible' || value === '') return null;
  return substitution === 'redact' ? [REDACTION(finding, value)] : substitution;
}

type FindReplacements = (text: string) => readonly Replacement[];

/** Finds the values of a plan and of earlier turns. Of which kind their pseudonyms are is known with the value. */
function createKnownFinder(found: Plan, known: readonly string[]): FindReplacements {
  const kinds = new Map(
    [...found.values()]
      .flat()
      .flatMap(({ kind, parts }) =>
        valuesOf(parts).map(({ value }): [string, string] => [value, kind]),
      ),
  );
  const find = createFinder([...known, ...kinds.keys()]);
  return (text) =>
    find(text).map(({ value, start, end }) => {
      const kind = kinds.get(value) ?? 'known from before';
      return { kind, start, end, parts: [{ kind: 'value', value }] };
    });
}

function findTokenLookalikes(text: string): readonly Replacement[] {
  return [...text.matchAll(tokenPattern())].map(({ index, 0: value }) => ({
    kind: 'looks like a pseudonym',
    start: index,
    end: index + value.length,
    parts: [{ kind: 'value', value }],
  }));
}

function fillGaps(
  text: string,
  taken: readonly Replacement[],
  findIn: FindReplacements,
): readonly Replacement[] {
  const added = gapsBetween(text, taken).flatMap((gap) =>
    findIn(text.slice(gap.start, gap.end)).map((replacement) => ({
      ...replacement,
      start: replacement.start + gap.start,
      end: replacement.end + gap.start,
    })),
  );
  return added.length === 0 ? taken : [...taken, ...added].toSorted((a, b) => a.start - b.start);
}
