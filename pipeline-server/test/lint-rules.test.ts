import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Each planted file stands where its rule applies, and says in its first line what the linter must find. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIXTURES = path.join(ROOT, 'pipeline-server/test/lint-fixtures');
const FOLDERS = ['pipeline-server', 'filters', 'tools', 'knowledge'];

const REPORT = Type.Object({
  diagnostics: Type.Array(
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      help: Type.Optional(Type.String()),
      filename: Type.String(),
    }),
  ),
});
const CONFIG = Type.Object({ ignorePatterns: Type.Array(Type.String()) });

type Diagnostic = Static<typeof REPORT>['diagnostics'][number];

const planted = (await readdir(FIXTURES, { recursive: true })).filter((file) =>
  file.endsWith('.ts'),
);
const GENERATED = {
  'pipeline-server/long-function.ts': [
    '// expect eslint(max-lines-per-function)',
    'export function long(): number {',
    '  let sum = 0;',
    ...Array.from({ length: 60 }, () => '  sum += 1;'),
    '  return sum;',
    '}',
  ],
  'pipeline-server/long-file.ts': [
    '// expect eslint(max-lines)',
    ...Array.from({ length: 301 }, (_, line) => `export const line${line} = ${line};`),
  ],
};

describe('the lint rules of the repository', () => {
  let folder = '';
  let diagnostics: readonly Diagnostic[] = [];

  beforeAll(async () => {
    folder = await plant();
    diagnostics = await lint(folder);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([...planted, ...Object.keys(GENERATED)])('find what is planted in %s', async (file) => {
    const found = diagnostics.filter(({ filename }) => filename === file).map(spell);
    const expected = await expectation(path.join(folder, file));
    if (expected === 'nothing') expect(found).toEqual([]);
    else expect(found).toContainEqual(expect.stringContaining(expected));
  });
});

/** A copy of the planted files under the repository's own settings, except that they are not ignored. */
async function plant(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-lint-'));
  await cp(FIXTURES, folder, { recursive: true });
  const config: unknown = JSON.parse(await readFile(path.join(ROOT, '.oxlintrc.json'), 'utf8'));
  const settings = { ...Value.Parse(CONFIG, config), ignorePatterns: [] };
  await writeFile(path.join(folder, '.oxlintrc.json'), JSON.stringify(settings));
  const types = {
    extends: path.join(ROOT, 'tsconfig.json'),
    compilerOptions: { rootDir: '.' },
    include: FOLDERS,
    exclude: [],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(types));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, lines] of Object.entries(GENERATED)) {
    await writeFile(path.join(folder, file), lines.join('\n'));
  }
  return folder;
}

/** The linter fails when it finds something, which it must. */
async function lint(cwd: string): Promise<readonly Diagnostic[]> {
  const linter = path.join(ROOT, 'node_modules/.bin/oxlint');
  const run = promisify(execFile)(linter, ['--type-aware', '--format=json', ...FOLDERS], { cwd });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return Value.Parse(REPORT, JSON.parse(stdout)).diagnostics;
}

async function expectation(file: string): Promise<string> {
  const [first = ''] = (await readFile(file, 'utf8')).split('\n', 1);
  return first.replace(/^\/\/ expect (?:no-restricted-imports: )?/, '');
}

function spell({ code, message, help = '' }: Diagnostic): string {
  return `${code} ${message} ${help}`;
}
