import { Type } from 'typebox';

function valuesOf<Filter extends Type.TSchema>(filter: Filter) {
  return Type.Array(filter, { minItems: 1, maxItems: 20 });
}

const closed = { additionalProperties: false };

/** Values of a string attribute: 1 to 20. */
export const StringFilters = valuesOf(
  Type.Object(
    {
      Value: Type.String({ minLength: 1 }),
      Comparison: Type.Enum([
        'EQUALS',
        'PREFIX',
        'NOT_EQUALS',
        'PREFIX_NOT_EQUALS',
        'CONTAINS',
        'NOT_CONTAINS',
        'CONTAINS_WORD',
      ]),
    },
    closed,
  ),
);

/** Values of a date attribute: a span, or the last days. */
export const DateFilters = valuesOf(
  Type.Object(
    {
      Start: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT' })),
      End: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT' })),
      DateRange: Type.Optional(
        Type.Object({ Value: Type.Integer({ minimum: 1 }), Unit: Type.Literal('DAYS') }, closed),
      ),
    },
    closed,
  ),
);

/** Values of a number attribute. */
export const NumberFilters = valuesOf(
  Type.Object(
    {
      Gte: Type.Optional(Type.Number()),
      Lte: Type.Optional(Type.Number()),
      Eq: Type.Optional(Type.Number()),
      Gt: Type.Optional(Type.Number()),
      Lt: Type.Optional(Type.Number()),
    },
    closed,
  ),
);

/** Values of a map attribute. */
export const MapFilters = valuesOf(
  Type.Object(
    {
      Key: Type.String({ minLength: 1 }),
      Value: Type.String({ minLength: 1 }),
      Comparison: Type.Enum(['EQUALS', 'NOT_EQUALS', 'CONTAINS', 'NOT_CONTAINS']),
    },
    closed,
  ),
);
