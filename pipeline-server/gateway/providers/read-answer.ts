import type { Dispatcher } from 'undici';
import type { Route } from '../../contracts/models.ts';
import { type JsonObject, objectOf } from '../json-values.ts';
import { badAnswer, failureOf } from '../provider-errors.ts';

/** A failure's text is read as far as this. Bytes. */
const LONGEST_FAILURE = 64 * 1024;
/** A whole answer is kept in memory. Bytes. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/**
 * Lets a good answer pass.
 * @throws ModelError for any status but 200, after its body was read.
 */
export async function requireOk(
  route: Route,
  answer: Dispatcher.ResponseData,
): Promise<Dispatcher.ResponseData['body']> {
  if (answer.statusCode === 200) return answer.body;
  const text = await readText(answer.body, LONGEST_FAILURE).catch(() => '');
  const retryAfter = [answer.headers['retry-after']].flat()[0] ?? null;
  throw failureOf(route, { status: answer.statusCode, retryAfter, text });
}

/**
 * Reads a JSON object.
 * @throws ModelError when it is none.
 */
export async function readJsonObject(
  route: Route,
  body: AsyncIterable<Uint8Array>,
): Promise<JsonObject> {
  const text = await readText(body, LONGEST_ANSWER);
  try {
    const parsed: unknown = JSON.parse(text);
    const object = objectOf(parsed);
    if (object === parsed) return object;
  } catch {
    // Worded below: the parser's message would repeat the answer.
  }
  throw badAnswer(route, 'something that is no JSON object');
}

async function readText(body: AsyncIterable<Uint8Array>, longest: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.byteLength;
    if (length > longest) throw new RangeError('The answer is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
