/** Words of a text in lower case; `listBuckets` is also the words `list` and `buckets`. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.normalize('NFKC').matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(word.toLowerCase());
    const parts = partsOf(word);
    if (parts.length > 1) words.push(...parts.map((part) => part.toLowerCase()));
  }
  return words;
}

/** `GetBucketPolicy` → `Get`, `Bucket`, `Policy`; `EC2Instance` → `EC2`, `Instance`. */
function partsOf(word: string): readonly string[] {
  return word.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
}
