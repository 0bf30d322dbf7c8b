/** A dotted property path, e.g. `configuration.state.name`, cut at its dots. */
export type PropertyPath = readonly string[];

/** A constant in a condition. Dates and IP ranges are written as strings. */
export type Literal = string | number | boolean;

/** The functions advanced queries know. */
export type AggregateFunction = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

/** `COUNT(*)` has no property; every other aggregate has exactly one. */
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly call: AggregateFunction;
  readonly property: PropertyPath | null;
  /** As AWS names the column in its answer: `COUNT(*)`, `SUM(configuration.size)`. */
  readonly name: string;
}

/** A selected property. */
export interface SelectedProperty {
  readonly kind: 'property';
  readonly path: PropertyPath;
  readonly name: string;
}

/** `SELECT *`: the top-level scalar properties. */
interface SelectedStar {
  readonly kind: 'star';
  readonly name: '*';
}

/** One entry of the SELECT list. */
export type SelectItem = Aggregate | SelectedProperty | SelectedStar;

/** One entry of ORDER BY. */
export interface OrderItem {
  readonly by: Aggregate | SelectedProperty;
  readonly descending: boolean;
}

/** The comparison signs of a condition. */
export type Comparison = '=' | '<' | '>' | '<=' | '>=';

/** A WHERE condition. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'compare';
      readonly path: PropertyPath;
      readonly sign: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: 'in'; readonly path: PropertyPath; readonly values: readonly Literal[] }
  | {
      readonly kind: 'between';
      readonly path: PropertyPath;
      readonly low: Literal;
      readonly high: Literal;
    }
  | { readonly kind: 'like'; readonly path: PropertyPath; readonly pattern: string };

/** A parsed advanced query: `SELECT … [WHERE …] [GROUP BY …] [ORDER BY …]`. */
export interface Query {
  readonly select: readonly SelectItem[];
  readonly where: Condition | null;
  readonly groupBy: readonly PropertyPath[];
  readonly orderBy: readonly OrderItem[];
}
