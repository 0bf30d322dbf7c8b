import type { Place, Resource } from './types.ts';

/** How resources of one type come to be. Everything follows from the place and the index alone. */
export interface ResourceKind {
  /** CloudFormation type name. */
  readonly type: string;
  /** `regional`: in every Region; `global`: once per account; `home`: in the home Region only. */
  readonly scope: 'regional' | 'global' | 'home';
  count(place: Place): number;
  make(place: Place, index: number): Resource;
}

/** The part of a resource that differs between types; the place gives the rest. */
export type ResourceParts = Pick<Resource, 'id' | 'arn' | 'name' | 'createdAt' | 'configuration'> &
  Partial<
    Pick<Resource, 'availabilityZone' | 'tags' | 'supplementaryConfiguration' | 'relationships'>
  >;

/** Completes the parts to a resource of the place. */
export function resourceIn(place: Place, type: string, parts: ResourceParts): Resource {
  return {
    type,
    accountId: place.account.id,
    region: place.region,
    availabilityZone: 'Not Applicable',
    tags: {},
    supplementaryConfiguration: {},
    relationships: [],
    ...parts,
  };
}

/** Tags as a list of `key` and `value`, as most configurations repeat them. */
export function tagList(
  tags: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
