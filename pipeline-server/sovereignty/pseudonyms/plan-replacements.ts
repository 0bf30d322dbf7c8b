import type { RequestFinding } from '../../contracts/sovereignty.ts';
import { REDACTION } from '../redact.ts';
import { createFinder, type FindValues, gapsBetween, type Stretch } from './find-values.ts';
import type { RequestText } from './request-text.ts';
import { splitValue, type ValuePart } from './split-value.ts';
import { tokenPattern } from './token-grammar.ts';

/** A stretch of a text, and what stands in its place. */
export interface Replacement extends Stretch {
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
  const find = createFinder([...known, ...partsOf(found).map(({ value }) => value)]);
  const isFixed = texts.some((text) => text.isFixed && find(text.text).length > 0);
  if (isFixed) return null;
  const plan = new Map<string, readonly Replacement[]>();
  for (const { pointer, text, isFixed: cannotChange } of texts) {
    if (cannotChange || text.startsWith('data:')) continue;
    const replacements = withTokenLookalikes(text, spread(text, found.get(pointer) ?? [], find));
    if (replacements.length > 0) plan.set(pointer, replacements);
  }
  return plan;
}

/** All parts of a plan that get a pseudonym. */
export function partsOf(plan: Plan): readonly Exclude<ValuePart, string>[] {
  return [...plan.values()]
    .flat()
    .flatMap(({ parts }) => parts)
    .filter((part) => typeof part !== 'string');
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
    plan.set(finding.pointer, [...before, { start: finding.start, end: finding.end, parts }]);
  }
  return plan;
}

function partsFor(finding: RequestFinding, value: string): readonly ValuePart[] | null {
  const substitution = splitValue(finding, value);
  if (substitution === 'impossible' || value === '') return null;
  return substitution === 'redact' ? [REDACTION(finding, value)] : substitution;
}

/** Known values outside of what is replaced already. Which kind they are is known with the value. */
function spread(
  text: string,
  taken: readonly Replacement[],
  find: FindValues,
): readonly Replacement[] {
  return fillGaps(text, taken, (gap) =>
    find(gap).map(({ value, start, end }) => ({ start, end, parts: [{ kind: 'value', value }] })),
  );
}

function withTokenLookalikes(text: string, taken: readonly Replacement[]): readonly Replacement[] {
  return fillGaps(text, taken, (gap) =>
    [...gap.matchAll(tokenPattern())].map(({ index, 0: value }) => ({
      start: index,
      end: index + value.length,
      parts: [{ kind: 'value', value }],
    })),
  );
}

function fillGaps(
  text: string,
  taken: readonly Replacement[],
  findIn: (gap: string) => readonly Replacement[],
): readonly Replacement[] {
  const added = gapsBetween(text, taken).flatMap((gap) =>
    findIn(text.slice(gap.start, gap.end)).map(({ start, end, parts }) => ({
      start: start + gap.start,
      end: end + gap.start,
      parts,
    })),
  );
  return added.length === 0 ? taken : [...taken, ...added].toSorted((a, b) => a.start - b.start);
}
