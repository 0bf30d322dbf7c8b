import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type ChatEvent, EVENT_TYPES, type EventType, type Part } from '../contracts/chat.ts';
import type { Logger } from '../contracts/context.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { partsOfChunk, USAGE_SCHEMA } from './openai-chunk.ts';

/** Parts as a plugin may yield them; those that carry an event or a chunk are looked at again. */
const SIMPLE_PART = Type.Union([
  Type.Object({ type: Type.Literal('text-delta'), text: Type.String() }),
  Type.Object({ type: Type.Literal('reasoning-delta'), text: Type.String() }),
  Type.Object({ type: Type.Literal('usage'), usage: USAGE_SCHEMA }),
  Type.Object({
    type: Type.Literal('finish'),
    reason: Type.Enum(['stop', 'length', 'tool_calls', 'content_filter']),
  }),
]);
const simplePart = Compile(SIMPLE_PART);

const ALLOWED_EVENTS: ReadonlySet<unknown> = new Set(EVENT_TYPES);

/** What reading depends on. */
export interface ReadOptions {
  /** Whether the client asked for a stream: a whole completion is then cut into deltas. */
  readonly stream: boolean;
  readonly log: Logger;
}

/**
 * Turns whatever a pipe yields into parts: texts, parts, `{ event }`, OpenAI chunks as objects or as `data:` lines, and
 * whole completions. Events that are not on the allow-list and items that nobody can read are dropped and logged, once per kind.
 * @throws ReportedError when an item reports an error.
 */
export async function* readParts(
  items: AsyncIterable<unknown>,
  options: ReadOptions,
): AsyncGenerator<Part, void> {
  const drop = createDropLog(options.log);
  const reading = { stream: options.stream, drop };
  for await (const item of items) {
    // Not `yield*`, which costs several turns per part in an asynchronous generator.
    for (const part of partsOf(item, reading)) yield part;
  }
}

interface Reading {
  readonly stream: boolean;
  readonly drop: (what: string) => void;
}

function partsOf(item: unknown, reading: Reading): readonly Part[] {
  if (typeof item === 'string') return partsOfText(item, reading);
  if (simplePart.Check(item)) return [item satisfies Static<typeof SIMPLE_PART>];
  if (!isJsonObject(item)) return dropped(`an item of type ${typeof item}`, reading);
  if (item['type'] === 'chunk' && isJsonObject(item['chunk'])) {
    return partsOfJson(item['chunk'], reading);
  }
  if (isChunk(item)) return partsOfJson(item, reading);
  if ('event' in item) return partsOfEvent(item['event'], reading);
  return dropped(`an object with the keys ${Object.keys(item).slice(0, 8).join(', ')}`, reading);
}

/** Text, unless every line is a `data:` line of a proxied stream: an answer may begin with the word "data:". */
function partsOfText(text: string, reading: Reading): readonly Part[] {
  if (!text.startsWith('data:')) return text === '' ? [] : [{ type: 'text-delta', text }];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const chunks = lines.map(parseDataLine);
  if (!chunks.every((chunk) => chunk !== null)) return [{ type: 'text-delta', text }];
  return chunks.flatMap((chunk) => (chunk === 'done' ? [] : partsOfJson(chunk, reading)));
}

function parseDataLine(line: string): JsonObject | 'done' | null {
  if (!line.startsWith('data:')) return null;
  const data = line.slice('data:'.length).trim();
  if (data === '[DONE]') return 'done';
  try {
    const parsed: unknown = JSON.parse(data);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** A chunk comes from another server, whose events are not trusted: Open WebUI would run them. */
function partsOfJson(json: JsonObject, reading: Reading): readonly Part[] {
  const { event, ...chunk } = json;
  if (event !== undefined) reading.drop('an event inside a chunk');
  return isChunk(chunk) ? partsOfChunk(chunk, reading.stream) : [];
}

function isChunk(json: JsonObject): boolean {
  return Array.isArray(json['choices']) || isJsonObject(json['usage']) || 'error' in json;
}

function partsOfEvent(event: unknown, reading: Reading): readonly Part[] {
  if (!isJsonObject(event)) return dropped('an event that is not an object', reading);
  const { type, data } = event;
  if (!isAllowedEvent(type)) return dropped(`an event of type ${describe(type)}`, reading);
  if (!isEventData(type, data)) return dropped(`an empty ${type} event`, reading);
  return [{ type: 'event', event: { type, data } }];
}

function isEventData(type: EventType, data: unknown): data is ChatEvent['data'] {
  if (type === 'chat:title') return typeof data === 'string' && data !== '';
  return typeof data === 'object' && data !== null;
}

function isAllowedEvent(type: unknown): type is EventType {
  return ALLOWED_EVENTS.has(type);
}

function dropped(what: string, reading: Reading): readonly Part[] {
  reading.drop(what);
  return [];
}

function describe(type: unknown): string {
  return typeof type === 'string' ? type : typeof type;
}

/** A pipe that yields a million bad items, or long ones, fills no disk. */
function createDropLog(log: Logger): (what: string) => void {
  const seen = new Set<string>();
  return (what) => {
    const dropped = what.slice(0, 200);
    if (seen.has(dropped) || seen.size >= 20) return;
    seen.add(dropped);
    log.warn({ dropped }, 'a pipe yielded something that cannot be sent');
  };
}
