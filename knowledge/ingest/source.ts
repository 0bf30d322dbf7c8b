import type { DataClass } from '../../pipeline-server/contracts/sovereignty.ts';
import type { FILE_KINDS } from './document-settings.ts';

/** What a source declares of its documents; their front matter may say more, and a higher class. */
export interface SourceFacts {
  /** Stands in every document: its deletions never reach beyond it. */
  readonly id: string;
  readonly kind: (typeof FILE_KINDS)[number] | 'upload';
  /** Null where it says nothing. */
  readonly dataClass: DataClass | null;
  readonly service: string | null;
  readonly owner: string | null;
}

/** A file that is there. */
export interface ListedFile {
  /** Within the source, with `/`. */
  readonly path: string;
  /** `sha256:` and the hash of its bytes. */
  readonly sha256: string;
  /** The commit that it is of; null outside version control, and where it was changed since. */
  readonly version: string | null;
  /** When it was changed; milliseconds since 1970. */
  readonly updatedAt: number;
}

/** What a source has: a file, one that cannot be read and why, or what was passed over and why. */
export type Listed =
  | ListedFile
  | { readonly path: string; readonly problem: string }
  | { readonly path: string; readonly leftOut: string };

/** The bytes of a file, or why they cannot be read. */
export type FileContent =
  | { readonly path: string; readonly bytes: Uint8Array }
  | { readonly path: string; readonly problem: string };

/** Where documents come from. One file at a time is in memory. */
export interface Source {
  readonly facts: SourceFacts;
  /** @throws DocumentError when the source itself cannot be read: then nothing is known, and nothing is removed. */
  list(signal: AbortSignal): AsyncIterable<Listed>;
  /** The files of those paths, in any order. */
  read(paths: ReadonlySet<string>, signal: AbortSignal): AsyncIterable<FileContent>;
}
