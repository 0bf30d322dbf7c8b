import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../bench/free-port.ts';
import { type ComposeService, readComposeFile } from '../../pipeline-server/test/compose-file.ts';
import { startProcess, waitForProcess } from '../harness/managed-process.ts';

const MODELS = ['none', 'claude-api', 'bedrock-vpc', 'ollama'];

function packagesOf(variable: string): string {
  const libraries = path.join(process.env[variable] ?? '', 'lib');
  const python = readdirSync(libraries).find((name) => name.startsWith('python')) ?? '';
  return path.join(libraries, python, 'site-packages');
}

function compose(args: readonly string[], variables: Record<string, string> = {}) {
  // The wheel's own script loses the exit code.
  const program = path.join(packagesOf('E2E_COMPOSE_VENV'), 'compose/docker-compose');
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...variables };
  return spawnSync(program, [...args], { encoding: 'utf8', env });
}

describe('Docker Compose itself', () => {
  test.each(MODELS)('takes the file with the models of %s', (models) => {
    const args = ['-f', 'compose/compose.yaml', '--profile', '*', 'config', '--quiet'];
    const { status, stderr } = compose(args, { XOPS_MODELS: models });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('starts what is needed without a profile, and no more', () => {
    const { stdout } = compose(['-f', 'compose/compose.yaml', 'config', '--services']);
    const services = stdout.trim().split('\n').toSorted();
    expect(services).toEqual(['chroma', 'connect', 'ingress', 'open-webui', 'own-volumes', 'xops']);
  });

  test('would not take a condition that it does not know', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'xops-compose-'));
    const file = path.join(folder, 'compose.yaml');
    const text = readFileSync('compose/compose.yaml', 'utf8');
    writeFileSync(file, text.replace('condition: service_healthy', 'condition: healthy'));
    expect(compose(['-f', file, 'config', '--quiet']).status).not.toBe(0);
    rmSync(folder, { recursive: true });
  });
});

test('the Dockerfile and the scripts are what their linters want', () => {
  const run = (name: string, args: readonly string[]) =>
    spawnSync(path.join(process.env['E2E_COMPOSE_VENV'] ?? '', 'bin', name), [...args], {
      encoding: 'utf8',
    }).stdout;
  expect(run('hadolint', ['Dockerfile'])).toBe('');
  const scripts = [
    'compose/prepare.sh',
    'compose/with-secrets.sh',
    'compose/ollama/fetch-model.sh',
  ];
  expect(run('shellcheck', [...scripts, 'e2e/run.sh'])).toBe('');
});

describe('every variable is one that the program reads', () => {
  /** Of Python itself, of the script that starts the program, and of OpenTelemetry and the AWS SDK, which read theirs. */
  const OTHERS = ['HOME', 'SECRET_VARIABLES', 'OTEL_SERVICE_NAME', 'AWS_SHARED_CREDENTIALS_FILE'];

  test.each([
    ['open-webui', 'E2E_VENV', ['open_webui', 'huggingface_hub', 'chromadb']],
    ['litellm', 'E2E_LITELLM_VENV', ['litellm']],
  ])('of %s', (name, venv, packages) => {
    const service = readComposeFile().services[name] as ComposeService;
    const folders = packages.map((each) => path.join(packagesOf(venv), each));
    const secrets = String(service.environment['SECRET_VARIABLES']).split(' ');
    const names = [...Object.keys(service.environment), ...secrets];
    const unknown = names.filter((each) => !OTHERS.includes(each) && !isRead(each, folders));
    expect(unknown).toEqual([]);
    expect(isRead('OPEN_WEBUI_NO_SUCH_VARIABLE', folders)).toBe(false);
  });

  function isRead(name: string, folders: readonly string[]): boolean {
    // Chroma's settings are fields in small letters.
    const pattern = `["'](os\\.environ/)?${name}["']|^    ${name.toLowerCase()}: bool`;
    const found = spawnSync('grep', ['-rqE', '--include=*.py', pattern, ...folders]);
    return found.status === 0;
  }
});

describe('the ingress', () => {
  let url = '';
  const seen: string[] = [];

  beforeAll(async () => {
    const behind = createServer((request, answer) => {
      seen.push(`${request.url} ${String(request.headers['x-forwarded-for'])}`);
      answer.end('behind');
    }).listen(0, '127.0.0.1');
    await once(behind, 'listening');
    const address = behind.address();
    const inside = typeof address === 'object' && address !== null ? address.port : 0;
    const folder = mkdtempSync(path.join(tmpdir(), 'xops-ingress-'));
    const port = await freePort();
    const file = path.join(folder, 'nginx.conf');
    const text = readFileSync('compose/ingress/nginx.conf', 'utf8')
      .replace('http://open-webui:8080', `http://127.0.0.1:${inside}`)
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replaceAll('/tmp/', `${folder}/`);
    writeFileSync(file, `daemon off;\n${text}`);
    const nginx = startProcess({
      name: 'ingress',
      command: 'nginx',
      args: ['-c', file],
      environment: {},
      cwd: folder,
    });
    url = `http://127.0.0.1:${port}`;
    await waitForProcess(nginx, async () => (await fetch(`${url}/health`)).ok, 20_000);
    return async () => {
      await nginx.stop();
      behind.close();
      rmSync(folder, { recursive: true, force: true });
    };
  });

  const PASSED = [
    '/',
    '/health',
    '/api/chat/completions',
    '/openai/config',
    '/openai/models/0',
    '/ollama/api/tags',
  ];
  const REFUSED = [
    '/openai/chat/completions',
    '/openai//chat/completions',
    '/openai/%63hat/completions',
    '/openai/models/../chat/completions',
    '/openai/models/%2e%2e/chat/completions',
    '/openai/responses',
    '/openai/anything/else',
    '/ollama/api/chat',
    '/ollama/v1/chat/completions',
    '/x/../ollama/api/generate',
  ];

  test.each(PASSED)('lets %s through', async (place) => {
    expect(await (await fetch(url + place)).text()).toBe('behind');
  });

  test.each(REFUSED)('refuses %s, which runs past the filters', (place) => {
    const before = seen.length;
    // Not fetch, which would tidy the path.
    const args = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--path-as-is', url + place];
    expect(execFileSync('curl', args, { encoding: 'utf8' })).toBe('403');
    expect(seen.length).toBe(before);
  });

  test('tells who is there, and not who they say they are', async () => {
    await fetch(`${url}/who`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(seen.at(-1)).toBe('/who 127.0.0.1');
  });
});
