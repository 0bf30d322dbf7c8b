import { randomAt, scaledCount } from './place.ts';
import type { Random } from './random.ts';
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

/** A kind whose resources need nothing from each other. */
export interface PlainKind {
  readonly type: string;
  readonly scope: ResourceKind['scope'];
  /** A share of all resources (0 to 1), or a count of its own. */
  readonly count: number | ((place: Place) => number);
  readonly parts: (place: Place, index: number, random: Random) => ResourceParts;
}

/** Makes a kind: each resource has its own stream of chance. */
export function defineKind({ type, scope, count, parts }: PlainKind): ResourceKind {
  return {
    type,
    scope,
    count: typeof count === 'number' ? (place) => scaledCount(place, type, count) : count,
    make: (place, index) =>
      resourceIn(place, type, parts(place, index, randomAt(place, type, index))),
  };
}

/** Tags as a list of `key` and `value`, as most configurations repeat them. */
export function tagList(
  tags: Readonly<Record<string, string>>,
): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
