/**
 * Characters that have no place in a line of text: controls, bidirectional overrides and zero-width characters, with
 * which a tag's value could reorder or hide what stands around it.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** Breaks what Open WebUI's server would read as a tag in the raw stream. */
export function breakTags(text: string): string {
  return text.replace(/<(?=[a-z/!?|])/gi, '＜').replace(/[◁▷]/g, '◦');
}
