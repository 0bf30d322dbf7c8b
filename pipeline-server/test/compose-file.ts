import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse as parseYaml } from 'yaml';

const TEXTS = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));

const SECRET = Type.Union([
  Type.String(),
  Type.Object({ source: Type.String(), target: Type.String() }),
]);

const CONDITION = Type.Object({
  condition: Type.String(),
  required: Type.Optional(Type.Boolean()),
});

/** What the tests look at of a service; the schema of Compose itself is checked by another program. */
const SERVICE = Type.Object({
  image: Type.String(),
  profiles: Type.Array(Type.String()),
  user: Type.String(),
  read_only: Type.Boolean(),
  cap_drop: Type.Array(Type.String()),
  cap_add: Type.Array(Type.String()),
  security_opt: Type.Array(Type.String()),
  privileged: Type.Boolean(),
  pids_limit: Type.Integer(),
  mem_limit: Type.String(),
  cpus: Type.Union([Type.Number(), Type.String()]),
  network_mode: Type.String(),
  networks: Type.Array(Type.String()),
  ports: Type.Array(Type.String()),
  entrypoint: Type.Array(Type.String()),
  command: Type.Array(Type.String()),
  environment: TEXTS,
  secrets: Type.Array(SECRET),
  configs: Type.Array(Type.Object({ source: Type.String(), target: Type.String() })),
  volumes: Type.Array(Type.String()),
  depends_on: Type.Record(Type.String(), CONDITION),
  healthcheck: Type.Optional(Type.Object({ test: Type.Array(Type.String()) })),
});

const FILE = Type.Object({
  services: Type.Record(Type.String(), SERVICE),
  networks: Type.Record(Type.String(), Type.Object({ internal: Type.Optional(Type.Boolean()) })),
  secrets: Type.Record(Type.String(), Type.Object({ file: Type.String() })),
  configs: Type.Record(Type.String(), Type.Object({ file: Type.String() })),
});

/** `compose.yaml` with the variables put in. */
export type ComposeFile = Static<typeof FILE>;

/** One service of it. */
export type ComposeService = ComposeFile['services'][string];

/** What a service has that does not say otherwise. */
const DEFAULTS = {
  profiles: [],
  read_only: false,
  cap_drop: [],
  cap_add: [],
  security_opt: [],
  privileged: false,
  pids_limit: 0,
  mem_limit: '',
  cpus: 0,
  network_mode: '',
  networks: [],
  ports: [],
  entrypoint: [],
  command: [],
  environment: {},
  secrets: [],
  configs: [],
  volumes: [],
  depends_on: {},
};

/** A variable as the file uses it, and what it is without being set. */
const VARIABLE = /\$\{(?<name>[A-Z_]+):-(?<fallback>[^}]*)\}/g;

/** Reads the file as Compose does with these variables: merges, then puts them into each text. */
export function readComposeFile(
  variables: Readonly<Record<string, string>> = {},
  file = 'compose/compose.yaml',
): ComposeFile {
  const parsed = parseYaml(readFileSync(file, 'utf8'), { merge: true }) as ComposeFile;
  const services = Object.entries(parsed.services).map(([name, service]) => [
    name,
    { ...DEFAULTS, ...service },
  ]);
  const written = JSON.stringify({ ...parsed, services: Object.fromEntries(services) });
  const whole: unknown = JSON.parse(written, (_key, value: unknown) =>
    typeof value === 'string' ? withVariables(value, variables) : (value ?? undefined),
  );
  return Value.Parse(FILE, Value.Clean(FILE, whole));
}

function withVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_all, name: string, fallback: string) => {
    const value = variables[name] ?? '';
    return value === '' ? fallback : value;
  });
}

/** The variables that the file uses, each with its default. */
export function usedVariables(file = 'compose/compose.yaml'): ReadonlyMap<string, string> {
  const uses = [...readFileSync(file, 'utf8').matchAll(VARIABLE)];
  return new Map(uses.map(({ groups }) => [groups?.['name'] ?? '', groups?.['fallback'] ?? '']));
}

/** The names under which a service finds secrets in `/run/secrets`, and which secret each is. */
export function secretTargets({ secrets }: ComposeService): ReadonlyMap<string, string> {
  return new Map(
    secrets.map((secret) =>
      typeof secret === 'string' ? [secret, secret] : [secret.target, secret.source],
    ),
  );
}
