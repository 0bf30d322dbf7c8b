/** Words that look inflected and are not, or whose inflection carries the meaning ("expired" is not "expiring"). */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  vpce: 'vpce',
  acme: 'acme',
  ris: 'ri',
  trusted: 'trusted',
  versioning: 'versioning',
  versioned: 'versioning',
  alerting: 'alerting',
  wasted: 'wasted',
  surged: 'surged',
  used: 'use',
  using: 'use',
  uses: 'use',
  expired: 'expired',
  lapsed: 'lapsed',
  stopped: 'stopped',
  indices: 'index',
  during: 'during',
  string: 'string',
  thing: 'thing',
  things: 'thing',
  nothing: 'nothing',
  anything: 'anything',
  everything: 'everything',
  something: 'something',
  need: 'need',
  needed: 'need',
  aged: 'aged',
  tagged: 'tag',
  red: 'red',
  bring: 'bring',
  ring: 'ring',
  spring: 'spring',
  king: 'king',
  dying: 'die',
  lying: 'lie',
  paid: 'pay',
  spent: 'spend',
  ran: 'run',
  grew: 'grow',
  dns: 'dns',
  finding: 'finding',
  findings: 'finding',
  setting: 'setting',
  settings: 'setting',
  building: 'building',
  weekly: 'week',
  monthly: 'month',
  daily: 'day',
  yearly: 'year',
};
const NOT_PLURAL =
  /(?:ss|us|is|as|os)$|^(?:aws|rds|ecs|eks|ebs|efs|sns|sqs|kms|tls|sts|cps|imds|https|iops|always|kubernetes|workspaces|savings|windows)$/;

/** Cuts a lower-case word to its stem: plural, `-ing`, `-ed` and a final `e` go. */
export function stem(word: string): string {
  const exception = Object.hasOwn(EXCEPTIONS, word) ? EXCEPTIONS[word] : undefined;
  if (exception !== undefined) return exception;
  if (word.length < 3 || /\d/.test(word)) return word.length > 3 ? singular(word) : word;
  return withoutFinalE(withoutEnding(singular(word)));
}

function singular(word: string): string {
  if (word.length < 3 || !word.endsWith('s') || NOT_PLURAL.test(word)) return word;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutEnding(word: string): string {
  const base =
    word.length > 5 && word.endsWith('ing')
      ? word.slice(0, -3)
      : word.length > 4 && word.endsWith('ed')
        ? word.slice(0, -2)
        : word;
  if (base === word || !/[aeiouy]/.test(base)) return word;
  return /([bdgmnprt])\1$/.test(base) ? base.slice(0, -1) : base;
}

function withoutFinalE(word: string): string {
  return word.length >= 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}
