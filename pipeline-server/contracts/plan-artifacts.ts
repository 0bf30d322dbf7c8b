/** A file that is kept. */
export interface KeptArtifact {
  /** `sha256:` and the hash of its bytes. */
  readonly sha256: string;
  /** False when it was there before. */
  readonly isNew: boolean;
}

/**
 * Files that are executed as they are, such as saved Terraform plans, by the hash of their bytes. They hold secrets: they are
 * encrypted at rest and are nowhere else.
 */
export interface PlanArtifacts {
  /** Keeps a file, the same one once. */
  keep(bytes: Uint8Array): Promise<KeptArtifact>;
  /**
   * Hands out a file in a folder that only this user can read, for as long as it is used.
   * @returns null when there is no such file, or it is not what was kept.
   */
  use<T>(sha256: string, work: (file: string) => Promise<T>): Promise<T | null>;
  /** Deletes a file; one that is not there is no error. */
  remove(sha256: string): Promise<void>;
}
