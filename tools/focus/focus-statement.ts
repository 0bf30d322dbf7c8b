import type { DuckDBConnection } from '@duckdb/node-api';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';

/** What `json_serialize_sql` answers. */
const SerializedSchema = Type.Object({
  error: Type.Boolean(),
  error_type: Type.Optional(Type.String()),
  error_message: Type.Optional(Type.String()),
  position: Type.Optional(Type.String()),
  statements: Type.Optional(Type.Array(Type.Unknown())),
});

type Serialized = Static<typeof SerializedSchema>;

const LONGEST_SQL = 20_000;
const MOST = { BASE_TABLE: 16, STAR: 6 } as const;

/** Functions that may stand in FROM. All others reach beyond the data: files, settings, logs, further SQL. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series']);

/** Functions of a value that tell of the server, its folders among them, or write to its log. */
const SERVER_FUNCTION = /^(current_setting|getvariable|getenv|write_log|pg_.*)$/;

/**
 * Lets a single SELECT over the data through. DuckDB's own parser says what the statement is, so that no trick of
 * spelling helps.
 * @throws AnalysisError `bad-parameter` that says what is wrong.
 */
export async function checkStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  if (sql.length > LONGEST_SQL) {
    throw refuse(`The query is longer than ${LONGEST_SQL} characters.`);
  }
  const { error, statements = [], ...said } = await parse(connection, sql);
  if (error) throw refuse(explain(said, sql));
  if (statements.length !== 1) throw refuse('Give one SELECT statement.');
  const parts = [...partsOf(statements)];
  for (const part of parts) checkPart(part);
  checkCount(parts, 'BASE_TABLE', 'tables (the same one counts each time)');
  checkCount(parts, 'STAR', 'stars');
}

async function parse(connection: DuckDBConnection, sql: string): Promise<Serialized> {
  const answer = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const text = String(answer.getRows()[0]?.[0]);
  return Value.Parse(SerializedSchema, JSON.parse(text));
}

function explain(said: Omit<Serialized, 'error' | 'statements'>, sql: string): string {
  if (said.error_type !== 'parser') return 'Only a SELECT (or WITH … SELECT) statement is allowed.';
  const position = Number(said.position);
  if (said.error_message?.startsWith('Max expression depth'))
    return 'The query is nested too deeply.';
  const near = Number.isInteger(position) ? ` at "${sql.slice(position, position + 30)}"` : '';
  return `The SQL has an error${near}: ${said.error_message ?? 'it cannot be read'}.`;
}

type Part = Readonly<Record<string, unknown>>;

/** Every object within a value, however deep; without recursion, so that depth costs no stack. */
function* partsOf(value: unknown): Generator<Part> {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) yield next as Part;
    waiting.push(...Object.values(next));
  }
}

/** Joins of joins and stars over stars multiply; planning them cannot be interrupted. */
function checkCount(parts: readonly Part[], type: keyof typeof MOST, what: string): void {
  if (parts.filter((part) => part['type'] === type).length <= MOST[type]) return;
  throw refuse(`The query names more than ${MOST[type]} ${what}. Take it in steps.`);
}

function checkPart(part: Part): void {
  if (part['type'] === 'SHOW_REF') {
    throw refuse(
      'DESCRIBE, SHOW and SUMMARIZE are not allowed; the columns are those of FOCUS 1.2.',
    );
  }
  if (part['type'] === 'TABLE_FUNCTION') checkFunction(part['function']);
  if (part['type'] === 'BASE_TABLE') checkTable(part);
  const called = nameOf(part, 'function_name');
  if (SERVER_FUNCTION.test(called))
    throw refuse(`${called} is not allowed: it is not about the data.`);
}

function checkFunction(called: unknown): void {
  const name = nameOf(called, 'function_name');
  if (TABLE_FUNCTIONS.has(name)) return;
  throw refuse(`${name || 'This function'} may not stand in FROM. The data is the table focus.`);
}

/** Names with a schema are the catalogue's; the data and the query's own WITH have none. */
function checkTable(table: Part): void {
  const schema = nameOf(table, 'catalog_name') + nameOf(table, 'schema_name');
  const name = nameOf(table, 'table_name');
  if (schema === '' && !/^(duckdb|pg|sqlite|pragma)_/.test(name)) return;
  throw refuse(`${name} is not part of the data. The data is the table focus.`);
}

function nameOf(part: unknown, member: string): string {
  if (typeof part !== 'object' || part === null || !(member in part)) return '';
  return String((part as Part)[member]).toLowerCase();
}

function refuse(message: string): AnalysisError {
  return new AnalysisError('bad-parameter', message);
}
