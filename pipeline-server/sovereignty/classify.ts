import { createHmac } from 'node:crypto';
import { type ChatClasses, opinionFingerprint } from '../contracts/chat-classes.ts';
import {
  type DataClass,
  higherClass,
  type InspectRequest,
  isSensitive,
  type RequestFinding,
} from '../contracts/sovereignty.ts';
import { isFile, textAt } from './redact.ts';
import type { SecondOpinion } from './second-opinion.ts';

/** What classifying a request needs. */
export interface ClassifyOptions {
  /** Loaded with the first request. */
  readonly inspector: () => Promise<InspectRequest>;
  readonly chats: ChatClasses;
  /** Class of what nobody can look into. */
  readonly unscannable: DataClass;
  /** Asked where the rules found nothing; null where no model is set up for it. */
  readonly secondOpinion: SecondOpinion | null;
  /** Keys the fingerprints of values, so that nobody can try out which value one is. */
  readonly key: string;
}

/** What a request was found to be, together with what its chat was before. */
export interface Classified {
  /** Highest of the request, of its chat, and of the least class asked for. */
  readonly class: DataClass;
  /** True when the chat had this class already and the request alone would have a lower one. */
  readonly inherited: boolean;
  /** The highest class that a second opinion gave in this chat; `PUBLIC` for none. No finding explains it. */
  readonly opinion: DataClass;
  /** Findings that count; those that an admin released are left out. */
  readonly findings: readonly RequestFinding[];
  /** How many parts nobody can look into. */
  readonly unscannable: number;
}

interface Subject {
  readonly body: unknown;
  readonly signal: AbortSignal;
  readonly chatId: string | null;
  readonly leastClass: DataClass;
}

/**
 * Classifies a request and raises the class of its chat where the request's is higher.
 * @throws whatever the store throws; the caller then refuses.
 */
export async function classify(options: ClassifyOptions, subject: Subject): Promise<Classified> {
  const { body, chatId, leastClass } = subject;
  const inspect = await options.inspector();
  const { findings, unscannable } = inspect(body);
  const marked = findings.map((finding) => ({
    finding,
    fingerprint: fingerprintOf(options.key, body, finding),
  }));
  const blind = unscannable.map((pointer) =>
    fingerprintOf(options.key, body, { rule: 'unscannable', pointer, start: 0, end: Infinity }),
  );
  const known = chatId === null ? null : await options.chats.read(chatId);
  const counts = (fingerprint: string) => known?.released.has(fingerprint) !== true;
  const live = marked.filter(({ fingerprint }) => counts(fingerprint));
  const liveBlind = blind.filter(counts);
  const ruled = highest([
    leastClass,
    ...live.map(({ finding }) => finding.class),
    ...(liveBlind.length > 0 ? [options.unscannable] : []),
  ]);
  const opinion = await opinionOn(options, subject, ruled);
  const given = opinion !== null && counts(opinion.fingerprint) ? opinion : null;
  const own = higherClass(ruled, given?.class ?? 'PUBLIC');
  const fingerprints = [
    ...live.map(({ fingerprint }) => fingerprint),
    ...liveBlind,
    ...(given === null ? [] : [given.fingerprint]),
  ];
  await remember(options.chats, chatId, { class: own, fingerprints });
  const whole = higherClass(own, known?.class ?? 'PUBLIC');
  return {
    class: whole,
    inherited: whole !== own,
    opinion: higherClass(given?.class ?? 'PUBLIC', known?.opinion ?? 'PUBLIC'),
    findings: live.map(({ finding }) => finding),
    unscannable: liveBlind.length,
  };
}

/** What a second opinion raises the rules' class to, or null. It is asked only where the rules leave room for one. */
async function opinionOn(
  { secondOpinion, key }: ClassifyOptions,
  { body, signal }: Subject,
  ruled: DataClass,
): Promise<{ readonly class: DataClass; readonly fingerprint: string } | null> {
  if (secondOpinion === null || isSensitive(ruled)) return null;
  const text = newTextOf(body);
  const given = await secondOpinion.classOf(text, signal);
  if (higherClass(ruled, given) === ruled) return null;
  const hash = createHmac('sha256', key).update(text).digest('base64url');
  return { class: given, fingerprint: opinionFingerprint(given, hash) };
}

/** What came after the last answer: the class of what came before is kept with the chat. */
function newTextOf(body: unknown): string {
  const messages: unknown =
    typeof body === 'object' && body !== null && Reflect.get(body, 'messages');
  if (!Array.isArray(messages)) return JSON.stringify(body);
  const last = messages.findLastIndex((each: { role?: unknown }) => each.role === 'assistant');
  return messages
    .slice(last + 1)
    .map((each: { content?: unknown }) =>
      typeof each.content === 'string' ? each.content : JSON.stringify(each.content ?? ''),
    )
    .join('\n');
}

/** Chats in which nothing was found are not written down. */
async function remember(
  chats: ChatClasses,
  chatId: string | null,
  found: { readonly class: DataClass; readonly fingerprints: readonly string[] },
): Promise<void> {
  if (chatId === null || (found.class === 'PUBLIC' && found.fingerprints.length === 0)) return;
  await chats.raise(chatId, { ...found, fingerprints: [...new Set(found.fingerprints)] });
}

function highest(classes: readonly DataClass[]): DataClass {
  return classes.reduce(higherClass, 'PUBLIC');
}

function fingerprintOf(
  key: string,
  body: unknown,
  place: Pick<RequestFinding, 'rule' | 'pointer' | 'start' | 'end'>,
): string {
  const text = textAt(body, place.pointer) ?? place.pointer;
  const value = isFile(text) ? text : text.slice(place.start, place.end);
  // The name of the field, since what was found may be that name.
  const name = place.pointer.slice(place.pointer.lastIndexOf('/') + 1);
  return createHmac('sha256', key).update(`${place.rule}\n${name}\n${value}`).digest('base64url');
}
