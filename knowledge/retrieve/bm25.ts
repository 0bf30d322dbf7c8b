/** As Robertson and Zaragoza (2009) have it. */
const SATURATION = 1.2;
/** Chosen on the tuning half of the golden set: pieces of documents differ less in length than documents. */
const LENGTH_SHARE = 0.5;

/** Inverse document frequency of Okapi BM25, in the form that is never negative. */
export function rarityOf(having: number, texts: number): number {
  return Math.log(1 + (texts - having + 0.5) / (having + 0.5));
}

/** What occurrences of a term count for: {@link MOST_WEIGHT} at most. @param relativeLength of the text, 1 for the mean. */
export function weightOf(times: number, relativeLength: number): number {
  const length = 1 - LENGTH_SHARE + LENGTH_SHARE * relativeLength;
  return (times * MOST_WEIGHT) / (times + SATURATION * length);
}

/** What any number of occurrences counts for. */
export const MOST_WEIGHT = SATURATION + 1;
