import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../config.ts';
import { listSettings } from '../config-settings.ts';
import { fileVariable } from '../secret-files.ts';
import {
  type ComposeFile,
  type ComposeService,
  readComposeFile,
  secretTargets,
  usedVariables,
} from './compose-file.ts';

const FILE = 'compose/compose.yaml';
const compose = readComposeFile();
const services = Object.entries(compose.services);

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-compose-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `prepare.sh` in a copy of the folder. */
function prepare(folder = temporaryFolder()): { readonly folder: string; readonly output: string } {
  for (const name of ['prepare.sh', '.env.example'])
    cpSync(path.join('compose', name), path.join(folder, name));
  const output = execFileSync('sh', [path.join(folder, 'prepare.sh')], { encoding: 'utf8' });
  return { folder, output };
}

const LINT_RESULTS = Type.Array(
  Type.Object({ messages: Type.Array(Type.Object({ message: Type.String() })) }),
);

/** The file is ordered by what belongs together; the address is a variable; the image is built here or named. */
const RULES_NOT_OURS = [
  'service-keys-order',
  'services-alphabetical-order',
  'service-dependencies-alphabetical-order',
  'top-level-properties-order',
  'no-unbound-port-interfaces',
  'no-build-and-image',
  'require-quotes-in-ports',
];

/** Its program, because its types cannot be resolved by Node's rules. */
function lintMessages(file: string): readonly string[] {
  const disable = RULES_NOT_OURS.flatMap((rule) => ['--disable-rule', rule]);
  const program = ['node_modules/dclint/bin/dclint.cjs', file, '--formatter', 'json', ...disable];
  const { stdout } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  const results = Value.Parse(LINT_RESULTS, JSON.parse(stdout));
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

function isInternal(network: string): boolean {
  return compose.networks[network]?.internal === true;
}

function hasWayOut({ networks, network_mode: mode }: ComposeService): boolean {
  return mode !== 'none' && (networks.length === 0 || networks.some((name) => !isInternal(name)));
}

describe('compose.yaml', () => {
  it('is what the schema of Compose and its linter allow', () => {
    expect(lintMessages(FILE)).toEqual([]);
  });

  it('would not be, with a key or a condition that Compose does not know', () => {
    const folder = temporaryFolder();
    const broken = (wrong: readonly [string, string]) => {
      const file = path.join(folder, 'compose.yaml');
      writeFileSync(file, readFileSync(FILE, 'utf8').replace(...wrong));
      return lintMessages(file).join();
    };
    expect(broken(['    read_only: true', '    read_onyl: true'])).toContain(
      'additional properties',
    );
    expect(broken(['condition: service_healthy', 'condition: healthy'])).toContain('depends_on');
  });

  it.each(services)('pins the image of %s', (_name, { image }) => {
    expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+(?:\.\d+)?(?:-[a-z0-9.]+)?$/);
  });

  it.each(services)('runs %s with no more rights than it needs', (name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      privileged: false,
    });
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(Number(service.cpus)).toBeGreaterThan(0);
    expect(service.volumes.join()).not.toContain('docker.sock');
    // Only what hands new volumes over is root, with that one right, and on no network.
    if (name === 'own-volumes')
      expect(service).toMatchObject({ user: '0:0', cap_add: ['CHOWN'], network_mode: 'none' });
    else expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    if (name !== 'own-volumes') expect(service.cap_add).toEqual([]);
  });

  it('gives a way out to the pipeline server and its gateway, and to what holds no data', () => {
    const open = services.filter(([, service]) => hasWayOut(service)).map(([name]) => name);
    expect(open.toSorted()).toEqual([
      'fetch-model',
      'ingress',
      'litellm',
      'otel-collector',
      'xops',
    ]);
  });

  it('gives keys of clouds to the pipeline server and its gateway alone', () => {
    const cloudKeys = ['anthropic_api_key', 'aws_bearer_token_bedrock', 'aws_credentials'];
    const holders = services.filter(([, service]) =>
      [...secretTargets(service).values()].some((secret) => cloudKeys.includes(secret)),
    );
    expect(holders.map(([name]) => name).toSorted()).toEqual(['litellm', 'xops']);
  });

  it('lets nobody but the pipeline server reach LiteLLM and Ollama', () => {
    const beside = (network: string) =>
      services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);
    expect(beside('gateway')).toEqual(['xops', 'litellm']);
    expect(beside('local-models')).toEqual(['xops', 'ollama', 'litellm']);
    expect(beside('egress').toSorted()).toEqual([
      'fetch-model',
      'litellm',
      'otel-collector',
      'xops',
    ]);
  });

  it('publishes ports on this machine alone', () => {
    const published = services.flatMap(([, { ports }]) => ports);
    expect(published).toEqual(['127.0.0.1:3000:8080', '127.0.0.1:9099:9099']);
  });

  it('waits for nothing that cannot say that it is healthy, and in no circle', () => {
    const needs = (name: string, path: readonly string[] = []): void => {
      expect(path).not.toContain(name);
      for (const [other, { condition }] of Object.entries(
        compose.services[name]?.depends_on ?? {},
      )) {
        const healthy = compose.services[other]?.healthcheck !== undefined;
        expect([other, condition]).toEqual([
          other,
          healthy ? 'service_healthy' : 'service_completed_successfully',
        ]);
        needs(other, [...path, name]);
      }
    };
    for (const [name] of services) needs(name);
    expect(Object.keys(compose.services['open-webui']?.depends_on ?? {})).toEqual(
      expect.arrayContaining(['chroma', 'xops']),
    );
  });

  it('checks the health of all that stays up, but for one image that has nothing to check with', () => {
    const without = services.filter(([, { healthcheck }]) => healthcheck === undefined);
    expect(without.map(([name]) => name)).toEqual([
      'connect',
      'own-volumes',
      'fetch-model',
      'otel-collector',
    ]);
  });

  it('puts into no environment what is a secret', () => {
    for (const [, { environment }] of services) {
      const names = Object.keys(environment);
      expect(names.filter((name) => /(?:KEYS?|SECRET|PASSWORD|TOKEN)$/.test(name))).toEqual([]);
    }
  });

  it('names no secret and no configuration that is not there', () => {
    for (const [, service] of services) {
      for (const secret of secretTargets(service).values())
        expect(Object.keys(compose.secrets)).toContain(secret);
      for (const { source } of service.configs)
        expect(Object.keys(compose.configs)).toContain(source);
      for (const name of service.networks) expect(Object.keys(compose.networks)).toContain(name);
    }
  });
});

describe.each(['xops', 'connect'])('the environment of %s', (name) => {
  const { environment, secrets } = compose.services[name] as ComposeService;

  it('has settings of ours and of the AWS SDK alone', () => {
    const known = listSettings().flatMap(({ env, secret }) =>
      secret ? [...env, ...env.map(fileVariable)] : env,
    );
    const others = Object.keys(environment).filter((name) => !known.includes(name));
    const more = name === 'xops' ? ['XOPS_FILE', 'AWS_SHARED_CREDENTIALS_FILE'] : [];
    expect(others).toEqual(more);
  });

  it.each(['none', 'claude-api', 'bedrock-vpc', 'ollama'])(
    'is read as settings with the models of %s',
    (models) => {
      const { folder } = prepare();
      const inFolder = (value: string | number) =>
        String(value).replace('/run/secrets', path.join(folder, 'secrets'));
      const env = Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, inFolder(value)]),
      );
      const config = readConfig({
        ...env,
        XOPS_FILE: path.join('compose/models', models, 'xops.yaml'),
      });
      expect(config.auth.apiKey).toMatch(/^[0-9a-f]{64}$/);
      expect(config.auth.forwardedUserSecret).toMatch(/^[0-9a-f]{64}$/);
      expect(config.server).toMatchObject({
        host: name === 'xops' ? '0.0.0.0' : '127.0.0.1',
        port: 9099,
      });
      const places = config.routes.map(({ route }) => route.place);
      const expected = {
        none: [],
        'claude-api': ['cloud', 'local'],
        'bedrock-vpc': ['vpc', 'local'],
        ollama: ['local'],
      };
      expect(places).toEqual(expected[models as keyof typeof expected]);
    },
  );

  it('reads every secret that it is given', () => {
    const read = Object.values(environment)
      .map(String)
      .filter((value) => value.startsWith('/run/secrets/'));
    expect(read.map((value) => path.basename(value)).toSorted()).toEqual(
      secrets.map(String).toSorted(),
    );
  });
});

describe('the three configurations of LiteLLM', () => {
  const CONFIGURATIONS = ['claude-api', 'bedrock-vpc', 'ollama'] as const;
  const withoutFiles = ({ configs: _configs, ...rest }: ComposeFile) => rest;

  it('differ in two files of configuration and in nothing else', () => {
    const [first, ...others] = CONFIGURATIONS.map((XOPS_MODELS) =>
      readComposeFile({ XOPS_MODELS }),
    );
    for (const other of others) {
      expect(withoutFiles(other)).toEqual(withoutFiles(first as ComposeFile));
      const differing = Object.keys(other.configs).filter(
        (name) => other.configs[name]?.file !== first?.configs[name]?.file,
      );
      expect(differing).toEqual(['xops', 'litellm']);
    }
  });

  it('offer the same model under the same name; this is all of the difference', () => {
    const lines = (name: string, file: string) =>
      readFileSync(path.join('compose/models', name, file), 'utf8')
        .trimEnd()
        .split('\n');
    for (const file of ['litellm.yaml', 'xops.yaml']) {
      const all = CONFIGURATIONS.map((name) => ({ name, lines: lines(name, file) }));
      const shared = (line: string) => all.every((other) => other.lines.includes(line));
      for (const { name, lines: own } of all) {
        console.log([`${name}/${file}`, ...own.filter((line) => !shared(line))].join('\n  '));
      }
      expect(all.map((one) => one.lines.filter(shared).length)).toEqual(
        file === 'litellm.yaml' ? [4, 4, 4] : [2, 2, 2],
      );
    }
  });
});

describe('.env.example', () => {
  const text = readFileSync('compose/.env.example', 'utf8');
  const written = new Map(
    [...text.matchAll(/^(?<name>[A-Z_]+)=(?<value>.*)$/gm)].map(({ groups = {} }) => [
      groups['name'] ?? '',
      groups['value'] ?? '',
    ]),
  );

  it('has every variable of compose.yaml with its default, and no other', () => {
    // Compose itself reads COMPOSE_PROFILES.
    const { COMPOSE_PROFILES: _read, ...others } = Object.fromEntries(written);
    expect(others).toEqual(Object.fromEntries(usedVariables()));
  });

  it.each([...written.keys()])('explains %s', (name) => {
    const before = text.split(`\n${name}=`)[0]?.split('\n') ?? [];
    const block = before.slice(before.lastIndexOf('') + 1);
    expect(block.some((line) => line.startsWith('# '))).toBe(true);
  });

  it.each(Object.keys(compose.secrets))('explains the secret %s', (name) => {
    expect(text).toMatch(new RegExp(`^#   ${name} +(?:made|yours): `, 'm'));
  });
});

describe('prepare.sh', () => {
  it('makes what the file wants, for the owner of the folder alone, and each secret another', () => {
    const { folder, output } = prepare();
    const secrets = path.join(folder, 'secrets');
    expect(readdirSync(secrets).toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const values = readdirSync(secrets)
      .map((name) => readFileSync(path.join(secrets, name), 'utf8'))
      .filter((value) => value !== '');
    expect(new Set(values).size).toBe(6);
    for (const value of values) {
      expect(value).toMatch(/^(?:sk-)?[0-9a-f]{64}$/);
      expect(output).not.toContain(value);
    }
  });

  it('changes nothing that is there', () => {
    const { folder } = prepare();
    writeFileSync(path.join(folder, '.env'), 'XOPS_PORT=1\n');
    writeFileSync(path.join(folder, 'secrets/anthropic_api_key'), 'mine');
    const key = readFileSync(path.join(folder, 'secrets/xops_api_key'), 'utf8');
    expect(prepare(folder).output).not.toContain('made');
    expect(readFileSync(path.join(folder, 'secrets/xops_api_key'), 'utf8')).toBe(key);
    expect(readFileSync(path.join(folder, 'secrets/anthropic_api_key'), 'utf8')).toBe('mine');
    expect(readFileSync(path.join(folder, '.env'), 'utf8')).toBe('XOPS_PORT=1\n');
  });
});

describe('with-secrets.sh', () => {
  function run(variables: string, program: readonly string[]): string {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'database_password'), 'with $(id) `id` "quotes" and spaces\n');
    writeFileSync(path.join(folder, 'rag_openai_api_key'), '');
    const env = {
      PATH: process.env['PATH'] ?? '',
      SECRETS_DIR: folder,
      SECRET_VARIABLES: variables,
    };
    return execFileSync('sh', ['compose/with-secrets.sh', ...program], { env, encoding: 'utf8' });
  }

  it('sets what the file holds, as it is, and hands arguments on as they are', () => {
    const names = 'DATABASE_PASSWORD RAG_OPENAI_API_KEY NOT_THERE';
    const script =
      'console.log(JSON.stringify([process.env.DATABASE_PASSWORD, process.env.RAG_OPENAI_API_KEY, process.env.NOT_THERE, process.argv[1]]))';
    expect(JSON.parse(run(names, [process.execPath, '-e', script, 'a b*']))).toEqual([
      'with $(id) `id` "quotes" and spaces',
      null,
      null,
      'a b*',
    ]);
  });

  it.each(['open-webui', 'litellm'])('of %s names the secrets that it is given', (name) => {
    const service = compose.services[name] as ComposeService;
    const named = String(service.environment['SECRET_VARIABLES']).toLowerCase().split(' ');
    // The AWS SDK reads this one from its file.
    const files = [...secretTargets(service).keys()].filter((file) => file !== 'aws_credentials');
    expect(named.toSorted()).toEqual(files.toSorted());
  });
});

describe('the Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');

  it('pins its base, runs as somebody, and asks for its health with what it has', () => {
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases).toHaveLength(3);
    for (const base of bases) expect(base).toMatch(/ node:\d+\.\d+\.\d+-bookworm-slim(?: AS |$)/);
    expect(lines).toContain('USER 1000:1000');
    expect(lines.filter((line) => /^ +CMD|^HEALTHCHECK/.test(line)).join()).not.toMatch(
      /curl|wget/,
    );
    for (const line of lines.filter((each) => each.includes('npm ci')))
      expect(line).toContain('--ignore-scripts');
  });

  it('copies what is there and what the builder is sent', () => {
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    for (const source of sources) {
      expect(statSync(source)).toBeDefined();
      expect(ignored).toContain(`!${source}`);
    }
    const allowed = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(allowed.toSorted()).toEqual([...new Set(sources)].toSorted());
  });
});
