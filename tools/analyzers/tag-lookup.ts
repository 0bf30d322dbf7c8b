/** Tags of a resource. */
type Tags = Readonly<Record<string, string>>;

/** Tag keys that name an environment, a team and an owner, by habit; compared without case, `-` and `_`. */
export const ENVIRONMENT_KEYS = ['environment', 'env', 'stage'];
export const TEAM_KEYS = ['team', 'squad', 'owningteam', 'costcentre', 'costcenter'];
export const OWNER_KEYS = ['owner', 'ownedby', 'contact', 'team'];

/** Words that mean the same environment. */
const ENVIRONMENTS: readonly (readonly string[])[] = [
  ['prod', 'production', 'prd', 'live'],
  ['staging', 'stage', 'stg', 'uat', 'preprod'],
  ['dev', 'development'],
  ['test', 'testing', 'qa'],
  ['sandbox', 'sbx'],
];

/** The value of the first of the keys that is set, or null. */
export function tagValue(tags: Tags, keys: readonly string[]): string | null {
  const values = new Map(Object.entries(tags).map(([key, value]) => [plainKey(key), value]));
  const found = keys.map((key) => values.get(plainKey(key))).find((value) => value);
  return found ?? null;
}

/** True when every wanted tag is there. Keys and values compare without case; `prod` finds `production`. */
export function hasTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const keys = ENVIRONMENT_KEYS.includes(plainKey(key)) ? ENVIRONMENT_KEYS : [key];
    const found = tagValue(tags, keys);
    return found !== null && sameWord(found, value);
  });
}

/** True when the tags say production. */
export function isProduction(tags: Tags): boolean {
  const environment = tagValue(tags, ENVIRONMENT_KEYS);
  return environment !== null && sameWord(environment, 'prod');
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, '');
}

function sameWord(found: string, wanted: string): boolean {
  const [a, b] = [found.trim().toLowerCase(), wanted.trim().toLowerCase()];
  return a === b || ENVIRONMENTS.some((words) => words.includes(a) && words.includes(b));
}

/** The ways in which a value may be spelled where case matters: `prod` gives `prod`, `Prod`, `PROD`, `production`, … */
export function spellingsOf(value: string): readonly string[] {
  const word = value.trim().toLowerCase();
  const words = ENVIRONMENTS.find((known) => known.includes(word)) ?? [word];
  const spelled = words.flatMap((each) => [
    each,
    each.charAt(0).toUpperCase() + each.slice(1),
    each.toUpperCase(),
  ]);
  return [...new Set([value.trim(), ...spelled])];
}
