import { isRecord } from '../../../contracts/canonical-json.ts';
import type { PlanDocument, ResourceChange, StateResource } from './plan-document.ts';
import { resourcesOf } from './plan-document.ts';
import { markOf } from './sensitive-values.ts';

/** Changes of resources that an apply makes; reading a data source is none. */
export function changesOf({ resource_changes = [] }: PlanDocument): readonly ResourceChange[] {
  return resource_changes.filter(
    ({ mode, change }) => mode === 'managed' && change.actions.some((action) => action !== 'no-op'),
  );
}

/** Whether a change removes something: deletes it, replaces it, or forgets that it was there. */
export function removes({ change }: ResourceChange): boolean {
  return change.actions.some((action) => action === 'delete' || action === 'forget');
}

/** Addresses of what the plan changes or rests on that is not as it was when the plan was made. */
export function driftedSince(plan: PlanDocument, now: readonly StateResource[]): readonly string[] {
  const today = byAddress(now);
  const changed = changesOf(plan).filter(
    (change) => change.deposed === undefined && !isAsBefore(change, today),
  );
  const inputs = resourcesOf(plan.prior_state?.values?.root_module).filter(
    (resource) => resource.mode === 'data' && !isSameInput(resource, today.get(resource.address)),
  );
  return [...changed, ...inputs].map(({ address }) => address);
}

function isAsBefore(
  { change, address, previous_address }: ResourceChange,
  today: ReadonlyMap<string, StateResource>,
): boolean {
  if (change.importing !== undefined) return true;
  const found = today.get(previous_address ?? address) ?? today.get(address);
  if (change.before === null || change.before === undefined) return found === undefined;
  return found !== undefined && holds(change.before, found.values, false);
}

/** What is sensitive is left out: tokens of data sources are new with every reading. */
function isSameInput(
  { values, sensitive_values }: StateResource,
  found: StateResource | undefined,
): boolean {
  return found !== undefined && holds(values, found.values, sensitive_values);
}

/** Addresses of changes that are not made yet, as the world shows it. */
export function unmadeChanges(
  plan: PlanDocument,
  now: readonly StateResource[],
): readonly string[] {
  const today = byAddress(now);
  return changesOf(plan)
    .filter((change) => change.deposed === undefined && !isMade(change, today.get(change.address)))
    .map(({ address }) => address);
}

function isMade({ change }: ResourceChange, found: StateResource | undefined): boolean {
  if (change.after === null || change.after === undefined) return found === undefined;
  if (found === undefined || !holds(change.after, found.values, change.after_unknown)) return false;
  const isReplaced = change.actions.includes('delete');
  return !isReplaced || !isSameObject(change.before, found.values);
}

/** A replaced resource has another id. */
function isSameObject(before: unknown, after: unknown): boolean {
  const id = isRecord(before) ? before['id'] : null;
  return typeof id === 'string' && isRecord(after) && after['id'] === id;
}

/** Whether a value has all that is wanted, but for the parts that are marked. */
function holds(wanted: unknown, value: unknown, except: unknown): boolean {
  if (except === true) return true;
  if (Array.isArray(wanted)) return holdsAll(wanted, value, except);
  if (isRecord(wanted)) {
    const record = isRecord(value) ? value : {};
    return Object.entries(wanted).every(([key, child]) =>
      holds(child, record[key], markOf(except, key)),
    );
  }
  return wanted === value || (isNothing(wanted) && isNothing(value));
}

function holdsAll(wanted: readonly unknown[], value: unknown, except: unknown): boolean {
  const found: readonly unknown[] = Array.isArray(value) ? value : [];
  if (found.length !== wanted.length) return false;
  return wanted.every((child, index) => holds(child, found[index], markOf(except, String(index))));
}

/** Older providers write one of these for another. */
function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function byAddress(resources: readonly StateResource[]): ReadonlyMap<string, StateResource> {
  return new Map(resources.map((resource) => [resource.address, resource]));
}
