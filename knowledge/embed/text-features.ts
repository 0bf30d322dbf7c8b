/** Words that say nothing of the subject. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  'a about again also an and any anybody anything are as at be been before but by can could did do does doing done each else for from get got had has have how i if in into is it its just me my need needed no not of on once one or our out over own please shall should so some such than that the their them then there these they this those to too under until up us was way we were what when where which while who whom whose why will with would you your'.split(
    ' ',
  ),
);

/** Words of a text in lower case without those that say nothing; `listBuckets` is also the words `list` and `buckets`. */
export function tellingWordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.normalize('NFKC').matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(word.toLowerCase());
    const parts = partsOf(word);
    if (parts.length > 1) words.push(...parts.map((part) => part.toLowerCase()));
  }
  return words.filter((word) => !EMPTY_WORDS.has(word));
}

/** `GetBucketPolicy` → `Get`, `Bucket`, `Policy`; `EC2Instance` → `EC2`, `Instance`. */
function partsOf(word: string): readonly string[] {
  return word.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
}
