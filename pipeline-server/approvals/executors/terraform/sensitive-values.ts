import { isRecord } from '../../../contracts/canonical-json.ts';
import type { PlanDocument } from './plan-document.ts';
import { resourcesOf } from './plan-document.ts';

const SENSITIVE = '(sensitive)';
const UNKNOWN = '(known after apply)';
/** Shorter texts stand everywhere by chance. */
const SHORTEST = 4;

/** Takes texts out that a plan calls sensitive, wherever they stand. */
export type Masking = (text: string) => string;

/** Every text that the plan calls sensitive: in resources, before and after, in outputs, in variables. */
export function sensitiveTexts(plan: PlanDocument): readonly string[] {
  const found = new Set<string>();
  const take = (value: unknown, mark: unknown) => collect(value, mark, found);
  const changes = [...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])];
  for (const change of [
    ...changes.map((each) => each.change),
    ...Object.values(plan.output_changes ?? {}),
  ]) {
    take(change.before, change.before_sensitive);
    take(change.after, change.after_sensitive);
  }
  for (const { values, sensitive_values } of resourcesOf(plan.prior_state?.values?.root_module)) {
    take(values, sensitive_values);
  }
  for (const { value, sensitive } of Object.values(plan.prior_state?.values?.outputs ?? {})) {
    take(value, sensitive);
  }
  for (const name of sensitiveVariables(plan)) take(plan.variables?.[name]?.value, true);
  return [...found];
}

function sensitiveVariables({ configuration }: PlanDocument): readonly string[] {
  const root = isRecord(configuration) ? configuration['root_module'] : null;
  const variables = isRecord(root) ? root['variables'] : null;
  if (!isRecord(variables)) return [];
  return Object.entries(variables).flatMap(([name, variable]) =>
    isRecord(variable) && variable['sensitive'] === true ? [name] : [],
  );
}

function collect(value: unknown, mark: unknown, found: Set<string>): void {
  if (mark === true && !isContainer(value)) {
    for (const text of textsOf(value)) found.add(text);
    return;
  }
  if (!isContainer(value)) return;
  for (const [key, child] of Object.entries(value)) {
    collect(child, mark === true ? true : markOf(mark, key), found);
  }
}

/** A key of many lines is printed line by line, and JSON prints some letters otherwise. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'number') return textsOf(String(value));
  if (typeof value !== 'string') return [];
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const all = [value, ...lines];
  return [...all, ...all.map((text) => JSON.stringify(text).slice(1, -1))].filter(
    (text) => text.length >= SHORTEST,
  );
}

/** A masking of these texts, the longest first. */
export function maskingOf(texts: readonly string[]): Masking {
  const longestFirst = texts.toSorted((a, b) => b.length - a.length);
  return (text) =>
    longestFirst.reduce((plain, secret) => plain.replaceAll(secret, SENSITIVE), text);
}

/** What a value is shown by. */
interface Marks {
  readonly sensitive: unknown;
  /** What Terraform knows only when it was applied. */
  readonly unknown: unknown;
  readonly mask: Masking;
}

/** A value for people: without what is sensitive, and saying what is not known yet. */
export function redact(value: unknown, marks: Marks): unknown {
  const { sensitive, unknown, mask } = marks;
  if (sensitive === true) return SENSITIVE;
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value)) {
    return value.map((child: unknown, index) => redact(child, marksOf(marks, String(index))));
  }
  if (isRecord(value) || isRecord(unknown)) {
    const record = isRecord(value) ? value : {};
    const keys = new Set([...Object.keys(record), ...unknownKeys(unknown)]);
    return Object.fromEntries(
      [...keys].map((key) => [mask(key), redact(record[key], marksOf(marks, key))]),
    );
  }
  return typeof value === 'string' ? mask(value) : isMaskedNumber(value, mask) ? SENSITIVE : value;
}

function isMaskedNumber(value: unknown, mask: Masking): boolean {
  return typeof value === 'number' && mask(String(value)) !== String(value);
}

function unknownKeys(unknown: unknown): readonly string[] {
  if (!isRecord(unknown)) return [];
  return Object.keys(unknown).filter((key) => unknown[key] === true);
}

function marksOf({ sensitive, unknown, mask }: Marks, key: string): Marks {
  return { sensitive: markOf(sensitive, key), unknown: markOf(unknown, key), mask };
}

/** The mark of a part: Terraform marks a whole by `true`, parts by an object or a list of the same form. */
export function markOf(mark: unknown, key: string): unknown {
  return isContainer(mark) ? Object.entries(mark).find(([name]) => name === key)?.[1] : false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
