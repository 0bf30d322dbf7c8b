import type { Json, JsonObject } from '../../world/types.ts';

/** True for an object, false for arrays, null and scalars. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A configuration item as advanced queries see it: scalars at the top, `configuration`,
 * `supplementaryConfiguration`, `tags` (`{tag: 'Key=Value', key, value}`) and `relationships` below.
 */
export type ConfigurationDocument = JsonObject;

/** A document and where it stands in its source: a query is resumed after this position. */
export interface PositionedDocument {
  readonly position: string;
  /** How many alike documents this one stands for; 1 when left out. */
  readonly weight?: number;
  readonly document: ConfigurationDocument;
}
