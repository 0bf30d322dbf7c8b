import { isRecord } from '../pipeline-server/contracts/canonical-json.ts';
import type { FilterBody } from '../pipeline-server/contracts/plugin.ts';

/** A call of a tool as a payload holds it. */
export interface PayloadCall {
  readonly name: string;
  /** Empty where they are no JSON object. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Calls of the present turn: those after the last question. Earlier ones were made already. */
export function callsOfTurn(body: FilterBody): readonly PayloadCall[] {
  const messages = objectsOf(body['messages']);
  const question = messages.findLastIndex(({ role }) => role === 'user');
  return messages.slice(question + 1).flatMap(callsOf);
}

/** As `tool_calls`, or in the `output` from which Open WebUI 0.12 shows an answer again. */
function callsOf({ tool_calls: calls, output }: JsonObject): readonly PayloadCall[] {
  const asked = objectsOf(calls).map((call) => callOf(call['function']));
  const made = objectsOf(output).filter(({ type }) => type === 'function_call');
  return [...asked, ...made.map(callOf)];
}

function callOf(call: unknown): PayloadCall {
  const { name, arguments: args } = isRecord(call) ? call : {};
  return { name: typeof name === 'string' ? name : 'a tool', arguments: argumentsOf(args) };
}

function argumentsOf(args: unknown): JsonObject {
  if (isRecord(args)) return args;
  try {
    const parsed: unknown = JSON.parse(String(args));
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function objectsOf(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
