import { realpath } from 'node:fs/promises';

/** A folder whose plans may be applied, and what it manages, as the settings say. */
export interface TerraformDirectory {
  readonly path: string;
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  /** Left out, it counts as production. */
  readonly production?: boolean | undefined;
}

/** A folder of the settings, by where it really is. */
export interface AllowedDirectory extends Omit<TerraformDirectory, 'path'> {
  readonly realPath: string;
}

/** The folder of the settings that a path leads to; null when it is none of them. */
export async function allowedDirectory(
  given: string,
  directories: readonly TerraformDirectory[],
): Promise<AllowedDirectory | null> {
  const wanted = await realOrNull(given);
  if (wanted === null) return null;
  for (const { path, ...facts } of directories) {
    const realPath = await realOrNull(path);
    if (realPath === wanted) return { ...facts, realPath };
  }
  return null;
}

async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    return null;
  }
}
