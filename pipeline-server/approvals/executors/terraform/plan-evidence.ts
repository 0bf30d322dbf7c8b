import { isRecord } from '../../../contracts/canonical-json.ts';
import { changesOf } from './compare-world.ts';
import type { PlanDocument, ResourceChange } from './plan-document.ts';
import { type Masking, markOf, redact } from './sensitive-values.ts';

/** What the plan is of. */
export interface PlanSource {
  readonly directory: string;
  readonly workspace: string;
  readonly artifactSha256: string;
  readonly semanticSha256: string;
}

/** What approvers read: every change, without what is sensitive. Outputs and variables are named, never shown. */
export function planEvidence(plan: PlanDocument, source: PlanSource, mask: Masking): object {
  return {
    source: 'terraform show -json',
    ...source,
    terraformVersion: plan.terraform_version,
    plannedAt: plan.timestamp ?? null,
    changes: changesOf(plan).map((change) => shownChange(change, mask)),
    drift: (plan.resource_drift ?? []).map(({ address }) => address),
    outputs: Object.entries(plan.output_changes ?? {}).map(([name, { actions }]) => ({
      name,
      actions,
    })),
    variables: Object.keys(plan.variables ?? {}),
  };
}

function shownChange(resource: ResourceChange, mask: Masking): object {
  const { address, previous_address, deposed, type, provider_name, action_reason, change } =
    resource;
  return {
    address: mask(address),
    previousAddress: previous_address === undefined ? null : mask(previous_address),
    deposed: deposed ?? null,
    type,
    provider: provider_name ?? null,
    actions: change.actions,
    reason: action_reason ?? null,
    imported: change.importing !== undefined,
    replacedBecauseOf: change.replace_paths ?? [],
    before: redact(change.before ?? null, {
      sensitive: change.before_sensitive,
      unknown: false,
      mask,
    }),
    after: redact(change.after ?? null, {
      sensitive: change.after_sensitive,
      unknown: change.after_unknown,
      mask,
    }),
  };
}

/** Tags of the resource as it is and as it will be; sensitive ones left out. */
export function tagsOf({ change }: ResourceChange): Readonly<Record<string, string>> {
  const sides = [
    [change.after, change.after_sensitive],
    [change.before, change.before_sensitive],
  ] as const;
  const tags = sides.flatMap(([value, mark]) =>
    TAG_KEYS.flatMap((key) => shownTexts(markOf(value, key), markOf(mark, key))),
  );
  return Object.fromEntries(tags);
}

const TAG_KEYS = ['tags', 'tags_all'];

function shownTexts(tags: unknown, marks: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(tags) || marks === true) return [];
  return Object.entries(tags).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && markOf(marks, entry[0]) !== true,
  );
}
