import { type Certificate, certificateAt, certificateCount } from './kinds/certificate.ts';
import type { ResourceFilter, World } from './types.ts';

/** Lazy walk over ACM certificates: the same ones that are resources of type `AWS::ACM::Certificate`. */
export function* certificates(
  world: World,
  filter: Pick<ResourceFilter, 'accountIds' | 'regions'> = {},
): Iterable<Certificate> {
  for (const cell of world.cells({ ...filter, types: ['AWS::ACM::Certificate'] })) {
    const place = world.place(cell);
    for (let index = 0; index < certificateCount(place); index += 1)
      yield certificateAt(place, index);
  }
}
