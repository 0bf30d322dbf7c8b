import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { defineFilter, defineManifold, definePipe, Refusal } from '../contracts/plugin.ts';
import { ERROR_CATALOGUE } from '../errors.ts';
import { withDeadline } from './deadline.ts';

/** What a module gets when its default export is a function, so that it has nothing to import. */
const KIT = Object.freeze({ definePipe, defineManifold, defineFilter, Refusal, Type });

/** Extensions of modules that run here, and Python's, which is recognised to say why it does not. */
const MODULE_FILE = /^[A-Za-z0-9_-]{1,64}(?<extension>\.(?:ts|js|mjs|py))$/;

/** A module as `import()` gives it. */
const MODULE = Type.Object({ default: Type.Unknown() });

/** Loads a user's plugin from a file. */
export interface ModuleLoader {
  /**
   * Runs the module afresh, edits included, and gives its plugin (not yet checked).
   * @throws Error in words for the author: syntax error, failed import, no answer in time, Python.
   */
  load(file: string): Promise<unknown>;
}

/** Where compiled modules are put while they are imported, and how long a module may take. */
export interface ModuleLoaderOptions {
  readonly workDir: string;
  readonly timeoutMs: number;
}

/**
 * TypeScript loses its types (nothing is type-checked) and runs from the work directory, so such a plugin is one file;
 * `.js` and `.mjs` run where they are and may import what stands beside them.
 */
export function createModuleLoader(options: ModuleLoaderOptions): ModuleLoader {
  return {
    load: (file) =>
      withDeadline(() => loadPlugin(file, options.workDir), {
        milliseconds: options.timeoutMs,
        what: `Loading ${path.basename(file)}`,
      }),
  };
}

/** The plugin files of a directory by name; none when the directory does not exist. Subdirectories are not read. */
export async function listModuleFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  return names.filter((name) => MODULE_FILE.test(name)).toSorted();
}

/** The extension of a plugin file's name (`.ts`, `.js`, `.mjs`, `.py`), or null when it is no such name. */
export function moduleExtension(name: string): string | null {
  return MODULE_FILE.exec(name)?.groups?.['extension'] ?? null;
}

async function loadPlugin(file: string, workDir: string): Promise<unknown> {
  const exported = await importModule(file, workDir);
  return typeof exported === 'function' ? await exported(KIT) : exported;
}

async function importModule(file: string, workDir: string): Promise<unknown> {
  switch (path.extname(file)) {
    case '.py':
      throw new Error(ERROR_CATALOGUE.XOPS_PYTHON_NOT_RUN.message);
    case '.ts':
      return await importTypeScript(file, workDir);
    default:
      return await importDefault(file);
  }
}

async function importTypeScript(file: string, workDir: string): Promise<unknown> {
  const { transform } = await import('sucrase');
  const source = await readFile(file, 'utf8');
  const { code } = transform(source, {
    transforms: ['typescript'],
    disableESTransforms: true,
    filePath: file,
  });
  const compiled = path.join(workDir, `${path.basename(file, '.ts')}.${randomUUID()}.mjs`);
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  await writeFile(compiled, code, { mode: 0o600 });
  try {
    return await importDefault(compiled);
  } finally {
    await rm(compiled, { force: true });
  }
}

/** The query makes Node read the file again instead of handing out the module it knows. */
async function importDefault(file: string): Promise<unknown> {
  const url = `${pathToFileURL(file).href}?load=${randomUUID()}`;
  const loaded: unknown = await import(/* @vite-ignore */ url);
  return Value.Check(MODULE, loaded) ? loaded.default : undefined;
}
