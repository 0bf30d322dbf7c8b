import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';
import type { FilterBody } from '../../pipeline-server/contracts/plugin.ts';

/** Masks a text except what stands in `own`. */
type Mask = (text: string, own: readonly string[]) => Promise<string>;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Masks the answers of a chat that Open WebUI hands to an outlet: `content` of assistants' messages, and the texts of their
 * `output` items, from which Open WebUI 0.12 shows the message again.
 */
export async function maskAnswers(body: FilterBody, mask: Mask): Promise<FilterBody> {
  const messages: unknown = body['messages'];
  if (!Array.isArray(messages)) return body;
  const own = messages.filter(isOf('user')).flatMap(({ content }) => textsOf(content));
  const masked = await Promise.all(
    messages.map(async (message: unknown) =>
      isOf('assistant')(message) ? await maskMessage(message, own, mask) : message,
    ),
  );
  return { ...body, messages: masked };
}

async function maskMessage(
  message: JsonObject,
  own: readonly string[],
  mask: Mask,
): Promise<JsonObject> {
  const entries = ['content', 'output'].filter((key) => message[key] !== undefined);
  const written = await Promise.all(
    entries.map(async (key) => [key, await maskTexts(message[key], own, mask)] as const),
  );
  return { ...message, ...Object.fromEntries(written) };
}

/** Every text within, whatever the shape: output items nest their parts differently by type. */
async function maskTexts(value: unknown, own: readonly string[], mask: Mask): Promise<unknown> {
  if (typeof value === 'string') return await mask(value, own);
  if (Array.isArray(value)) {
    return await Promise.all(value.map((inner) => maskTexts(inner, own, mask)));
  }
  if (!isRecord(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([key, inner]) =>
        [key, KEPT.has(key) ? inner : await maskTexts(inner, own, mask)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** Members that name things, of which a changed one would break the message. */
const KEPT: ReadonlySet<string> = new Set(['id', 'type', 'role', 'status', 'call_id', 'name']);

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isRecord(value) ? Object.values(value).flatMap(textsOf) : [];
}

function isOf(role: string): (message: unknown) => message is JsonObject {
  return (message): message is JsonObject => isRecord(message) && message['role'] === role;
}
