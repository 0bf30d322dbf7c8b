import { AwsError, type Call } from '../handler.ts';
import type { Resource, World } from '../world/types.ts';

/** A resource of the caller's account and Region by its id; null when there is none. */
function findResource(
  world: World,
  { caller, region }: Call,
  { type, id }: Pick<Resource, 'type' | 'id'>,
): Resource | null {
  const filter = { accountIds: [caller.accountId], regions: [region], types: [type] };
  for (const resource of world.resources(filter)) if (resource.id === id) return resource;
  return null;
}

/** The same. @throws AwsError of this code when there is none */
export function needResource(
  world: World,
  call: Call,
  wanted: Pick<Resource, 'type' | 'id'> & { readonly code: string },
): Resource {
  const found = findResource(world, call, wanted);
  if (found !== null) return found;
  throw new AwsError(wanted.code, `The ID '${wanted.id}' does not exist`);
}

/** Refuses a request that only asks whether it would be carried out, once everything else was checked. */
export function refuseDryRun({ DryRun }: { readonly DryRun?: string | undefined }): void {
  if (DryRun !== 'true') return;
  const message = 'Request would have succeeded, but DryRun flag is set.';
  throw new AwsError('DryRunOperation', message, 412);
}

/** Tags as EC2 lists them. */
export function tagSet({ tags }: Resource) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** A member of a configuration, as text; empty when there is none. */
export function textIn(configuration: Resource['configuration'], name: string): string {
  const value = configuration[name];
  return typeof value === 'string' ? value : '';
}

/** A member of a configuration that is an object, e.g. `{ value: 'available' }`. */
export function partOf(
  configuration: Resource['configuration'],
  name: string,
): Resource['configuration'] {
  const value = configuration[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Resource['configuration'])
    : {};
}
