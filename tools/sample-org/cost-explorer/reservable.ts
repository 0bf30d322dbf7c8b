import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { compileFilter, type Predicate } from './expression.ts';
import { refuse } from './refuse.ts';

/** Only databases are reserved here. */
const RESERVED_SERVICE = 'Amazon Relational Database Service';

/** What Cost Explorer takes where the filter names no service. */
const DEFAULT_SERVICE = 'Amazon Elastic Compute Cloud - Compute';

const ServiceFilter = Compile(
  Type.Object({
    Dimensions: Type.Object({
      Key: Type.Literal('SERVICE'),
      Values: Type.Array(Type.String()),
    }),
  }),
);

const Conjunction = Compile(Type.Object({ And: Type.Array(Type.Unknown()) }));

/** Services that a filter names; a conjunction may name one among its parts. */
function servicesOf(filter: unknown): readonly string[] {
  if (ServiceFilter.Check(filter)) return filter.Dimensions.Values;
  return Conjunction.Check(filter) ? filter.And.flatMap(servicesOf) : [];
}

/**
 * Lines that reservations of the asked service could cover.
 *
 * @throws AwsError `ValidationException` for more than one service.
 */
export function reservable(filter: unknown): Predicate {
  const wanted = compileFilter(filter);
  const [service = DEFAULT_SERVICE, ...more] = servicesOf(filter);
  if (more.length > 0) throw refuse('The SERVICE filter must not have more than one value.');
  return (charge) =>
    service === RESERVED_SERVICE &&
    charge.dimensions['SERVICE'] === RESERVED_SERVICE &&
    charge.dimensions['INSTANCE_TYPE'] !== undefined &&
    wanted(charge);
}
