/** A vector brought to length one; null when it has no length, or one that is no number. */
export function toUnitLength(vector: Float32Array): Float32Array | null {
  const length = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  return length > 0 && Number.isFinite(length) ? vector.map((number) => number / length) : null;
}
