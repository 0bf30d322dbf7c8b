import { createRequire } from 'node:module';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const ServicesSchema = Type.Object(
  {
    /** Subcategories by category, as the specification lists them. */
    categories: Type.Record(Type.String(), Type.Array(Type.String(), { minItems: 1 })),
    /** Billing names of services by subcategory. */
    services: Type.Record(Type.String(), Type.Array(Type.String(), { minItems: 1 })),
  },
  { additionalProperties: false },
);

const data: unknown = createRequire(import.meta.url)('./services.json');
const { categories, services } = Value.Parse(ServicesSchema, data);

/** ServiceCategory to the values that ServiceSubcategory may take under it. */
export const SUBCATEGORIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(categories),
);

/** Where a service stands in the specification's lists. */
export interface ServiceClass {
  readonly category: string;
  readonly subcategory: string;
}

const OTHER: ServiceClass = { category: 'Other', subcategory: 'Other (Other)' };

const CATEGORY_OF = new Map(
  [...SUBCATEGORIES].flatMap(([category, names]) => names.map((name) => [name, category] as const)),
);

const CLASSES = new Map(
  Object.entries(services).flatMap(([subcategory, names]) => {
    const category = CATEGORY_OF.get(subcategory);
    if (category === undefined) throw new Error(`services.json: no subcategory "${subcategory}"`);
    return names.map((name) => [name, { category, subcategory }] as const);
  }),
);

/** The class of a service by the name that Cost Explorer bills it under; unknown ones are Other. */
export function classifyService(name: string): ServiceClass {
  return CLASSES.get(name) ?? OTHER;
}
