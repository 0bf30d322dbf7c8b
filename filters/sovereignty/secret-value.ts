/** What a value is called, and how it is written. */
export interface SecretContext {
  /** A password may be a word; a token or key is made by a machine. */
  readonly family: 'password' | 'token';
  readonly quoted: boolean;
  /** Spaces stand around the sign between name and value, as programs are written; settings mostly have none. */
  readonly spaced: boolean;
  /** `NAME=value` in capitals, as environments are set: what follows is the value itself, also where it is a word. */
  readonly environment?: boolean;
}

/** Values that stand in for one: templates, variables, masks, words for "put yours here". */
const TEMPLATE =
  /^(?:<|\$[({]|\$[A-Za-z_]\w*(?:$|[-[.:>(/])|\{\{|\{[\w.]{1,60}[([!:}]|%[({~]|%[sdv]\b|%\w{1,40}%|#\{|\[|@[\w.]{1,40}@|\$\d|\\|!(?:Ref|Sub|GetAtt|ImportValue|vault|secret|env)\b|[&*][a-z_-]+$|ENC[([]|vault:|op:\/\/|ssm:|arn:|secret(?:smanager)?:|file:|env[:.(]|awskms:|kms:|projects\/|sha(?:1|256|512)[:-]|data:)/i;
const MASK = /^(.)\1{2,}$|\*{3,}|x{4,}|\.{3,}|_{4,}|-{4,}|•|#{3,}|\$\{|\{\{|<[\w ./-]{1,40}>|%s/i;
const STAND_IN =
  /example|placeholder|your|change[-_ ]?(?:me|it|this|in)\b|dummy|redact|masked|hidden|replace|insert|fill[-_]?in|todo|tbd|sample|omitted|removed|specify|enter[-_ ]|set[-_ ]?me|goes[-_ ]?here|fixme|\bnone\b|\bnull\b|undefined|not[-_]?set|unset|not[-_ ]?used|lorem|^foo|^bar|foobar|my[-_]?(?:password|passwd|secret|token|api|key|pass)\b|any[-_]?(?:password|string|token)|some[-_]?(?:password|string|token|secret|key|value)|(?:password|token|secret|key)[-_ ]?here|^test[-_]?(?:key|token|secret|pass(?:word)?)?$|fake|mock|^(?:sua|votre|dein|ihre?)[-_]|^contrase|^the[-_]|^this[-_]|^(?:required|nullable|sometimes)\b/i;
const WORDS_ABOUT_SECRETS =
  /^[a-z_\-.$ ]{0,40}(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credentials?|api[_-]?key|key|auth)s?[a-z_\-.$ ]{0,40}$/i;
/** A chain of names, as programs refer to values: `config.db.password`, `Settings::TOKEN`, `$this->secret`. */
const REFERENCE =
  /^[$@&*]?[A-Za-z_]\w*(?:\??(?:\.|->|::)\$?[A-Za-z_]\w*)+$|[()[\]]|^\w+\[|=>|\|\||&&|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const PATH =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|https?:\/\/|\w+:\/\/)|^[\w.-]+(?:\/[\w.-]+)+\.\w{1,5}$|^[\w-]+\.(?:pem|key|txt|json|ya?ml|crt|cer|p12|jks|env|properties|py|js|ts|go|java|rb|php|html?|md|conf|cfg|ini|com|org|net)$/i;
const TYPE_OR_STATE = new Set(
  'string str text varchar char bytes byte int integer number bool boolean true false yes no on off null nil none any object array list dict map void self this required optional default empty blank invalid valid missing wrong incorrect expired enabled disabled basic bearer digest oauth oauth2 jwt saml ldap kerberos plain plaintext hashed encrypted password passwd secret token username user email login value input hidden field label name type file stdin prompt auto automatic always never manual global local session cookie header query body form json html unknown reset forgot forgotten confirm confirmation change changed new old current update create delete remove generate generated random access refresh private public read write admin_only static inherit primary secondary not_set literal symbol keyword identifier operator punctuation comment variable constant function class method property attribute parameter argument option options config settings and or the with for from must should will please your you can cannot into are was has have been when then that this which while only also via using stored sent used set get put post is not a an in of to as at by it if be do me my we our key keys id url uri path host port date time size length count index data info error status message result response request'.split(
    ' ',
  ),
);
const WELL_KNOWN_PASSWORDS = new Set(
  'admin administrator root toor guest qwerty letmein welcome monkey dragon sunshine princess football baseball master shadow iloveyou hunter trustno superman batman postgres mysql oracle scott tiger tomcat changeit manager cisco ubuntu raspberry vagrant pass secret supersecret topsecret hello test tester testing demo rabbitmq elastic grafana jenkins minio minioadmin sa system swordfish abc passw'.split(
    ' ',
  ),
);
/** Pairs of letters of which most of English consists. */
const COMMON_PAIRS = new Set(
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt'.split(
    ' ',
  ),
);

/** 0–1: how likely a value is a secret that opens something, rather than a stand-in or a reference to one. */
export function secretConfidence(value: string, context: SecretContext): number {
  if (isStandIn(value) || isReference(value, context) || isDatum(value, context.quoted)) return 0;
  return context.family === 'password'
    ? passwordConfidence(value, context)
    : tokenConfidence(value);
}

/** A template, a mask, or a word such as `changeme`. */
export function isStandIn(value: string): boolean {
  return TEMPLATE.test(value) || MASK.test(value) || STAND_IN.test(value);
}

/** Humps of a name in camel case: `KDFInput`, `Uint8Array`, `whiteKnight`. */
const HUMPS = /^[a-z]+\d{0,2}|[A-Z]+(?=[A-Z][a-z])|[A-Z]\d?[a-z]+\d{0,2}|[A-Z]+\d{0,2}/g;

/** Words joined by their capitals, as programs name types and fields. */
export function isCamelCase(value: string): boolean {
  const humps = value.match(HUMPS) ?? [];
  const words = humps.filter((hump) => /[A-Za-z]{4}/.test(hump));
  return humps.length > 1 && words.length > 0 && humps.join('') === value && isMostlyWords(words);
}

function isMostlyWords(humps: readonly string[]): boolean {
  return !isGibberish(humps.join('').toLowerCase().replaceAll(/\d/g, ''));
}

/** A date, or a number that a program calculates with. */
function isDatum(value: string, quoted: boolean): boolean {
  return (
    /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?$/.test(value) || (!quoted && /^0x[0-9a-f]{1,8}$/i.test(value))
  );
}

function isReference(value: string, { quoted, spaced }: SecretContext): boolean {
  if (PATH.test(value) || TYPE_OR_STATE.has(value.toLowerCase())) return true;
  if (WORDS_ABOUT_SECRETS.test(value))
    return (
      !/^(?:my|super|top|very)?(?:secret|pass)(?:pass(?:word)?)?$/i.test(value) ||
      !quoted ||
      value.length < 9
    );
  if (quoted)
    return (
      /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) ||
      /[\w\]]\.(?:pass(?:word|wd)?|pwd|secret|token)$/i.test(value) ||
      (/^[a-z_]\w*(?:\.[a-z_]\w*)+$/i.test(value) && !/\d/.test(value))
    );
  return REFERENCE.test(value) || (spaced && /^[A-Za-z_$]+\d?$/.test(value));
}

function passwordConfidence(value: string, context: SecretContext): number {
  if (value.length > 128 || value.length < 4 || /\s/.test(value)) return 0;
  const letters = /[A-Za-z]/.test(value);
  const digits = /\d/.test(value);
  if (letters && digits) return /^\d+(?:\.\d+|[a-z]{1,2})$/i.test(value) ? 0 : 0.85;
  if (letters && /[!@#$%^&*+~?=|]/.test(value)) return /^[A-Za-z]+[?!=]$/.test(value) ? 0 : 0.8;
  return letters ? wordConfidence(value, context) : digitConfidence(value, context);
}

/** Digits alone, maybe with signs. */
function digitConfidence(value: string, { quoted, environment }: SecretContext): number {
  const least = quoted || environment === true ? 4 : 6;
  if (/^\d+$/.test(value)) return value.length >= least && value.length <= 12 ? 0.65 : 0;
  return quoted && value.length >= 8 && /\d/.test(value) ? 0.6 : 0;
}

/** Letters alone, maybe with `-`, `_` or `.`: a known password, or nothing that is a word. */
function wordConfidence(value: string, { quoted, spaced, environment }: SecretContext): number {
  const plain = value.toLowerCase();
  if (WELL_KNOWN_PASSWORDS.has(plain)) return quoted || !spaced ? 0.6 : 0;
  if (/^[A-Za-z]{6,}$/.test(value) && isGibberish(plain)) return 0.7;
  if (environment === true && /^[A-Za-z][A-Za-z_-]{3,40}$/.test(value)) return 0.55;
  return quoted && (/^[a-z]{5,20}$/.test(value) || isPhraseOfWords(value)) ? 0.55 : 0;
}

/** Words with a capital each: `LongRagHaltsLied`. */
function isPhraseOfWords(value: string): boolean {
  return /^[A-Za-z]{7,40}$/.test(value) && isCamelCase(value);
}

/** A phrase that somebody thought of as the key of a program's signatures: quoted, of more than one word or sign. */
export function isPassphrase(value: string): boolean {
  if (value.length < 6 || value.length > 128 || isStandIn(value)) return false;
  if (isReference(value, { family: 'password', quoted: true, spaced: true })) return false;
  if (/^[A-Za-z]+$/.test(value) && isGibberish(value.toLowerCase())) return true;
  return /\d|!|[a-z][A-Z]|[a-z][-_ ][a-z]+[-_ ]/.test(value);
}

function tokenConfidence(value: string): number {
  if (value.length < 8 || value.length > 4096 || /\s/.test(value)) return 0;
  if (/^[\d.:-]+$|^v?\d+(?:\.\d+)+/.test(value) || isNameOfWords(value)) return 0;
  if (isCamelCase(value)) return 0;
  const entropy = entropyOf(value);
  if (/\d/.test(value) && /[A-Za-z]/.test(value)) return entropy >= LEAST_ENTROPY ? 0.85 : 0;
  return value.length >= 12 &&
    entropy >= 3 &&
    isGibberish(value.toLowerCase().replaceAll(/[^a-z]/g, ''))
    ? 0.7
    : 0;
}

/** A name such as `ap-southeast-2`, most parts of which are words. */
function isNameOfWords(value: string): boolean {
  if (!/^[a-z]+(?:[-_.:/][a-z\d]+)+$/i.test(value)) return false;
  const parts = value.split(/[-_.:/]/).filter((part) => part !== '');
  const isWord = (part: string): boolean =>
    /^\d{1,4}$/.test(part) || (/^[A-Za-z]+\d?$/.test(part) && !isGibberish(part.toLowerCase()));
  return parts.filter(isWord).length / parts.length > 0.5;
}

/** Bits per character that a made token has at least; words and repetitions have less. */
const LEAST_ENTROPY = 2.4;

/** Letters in an order that English hardly has. */
export function isGibberish(letters: string): boolean {
  if (letters.length < 5) return false;
  let common = 0;
  for (let at = 1; at < letters.length; at += 1)
    if (COMMON_PAIRS.has(letters.slice(at - 1, at + 1))) common += 1;
  return common / (letters.length - 1) < 0.62;
}

/** Shannon's entropy of the characters, in bits. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
