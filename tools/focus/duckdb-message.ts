/** What DuckDB said. */
export interface DuckdbMessage {
  /** `Binder`, `Conversion`, `Out of Memory` and the like; empty when it is none of DuckDB's. */
  readonly kind: string;
  /** One line, without the quoted query and without folders of this machine. */
  readonly text: string;
}

const LONGEST = 400;

/** Reads an error of DuckDB: `<kind> Error: <text>`, then lines that quote the query. */
export function duckdbMessage(error: unknown): DuckdbMessage {
  const message = error instanceof Error ? error.message : String(error);
  const [said = ''] = message.split('\n\nLINE');
  const parts = /^([A-Za-z ]+) Error: ([^]*)$/.exec(said);
  const text = (parts?.[2] ?? said).replace(/\s+/g, ' ').trim();
  return { kind: parts?.[1] ?? '', text: withoutFolders(text).slice(0, LONGEST) };
}

function withoutFolders(text: string): string {
  return text.replace(/(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][^\s"'\\/]+)+[\\/]/g, '');
}
