import { createHmac } from 'node:crypto';
import type { ChatBody } from '../../contracts/chat.ts';
import type { ModelEvent } from '../../contracts/models.ts';
import type { Pseudonym, PseudonymVault } from '../../contracts/pseudonyms.ts';
import type { GateRequest } from '../../contracts/sovereignty-gate.ts';
import type { Pseudonymiser } from '../pseudonymiser.ts';
import { countReplacements } from './count-replacements.ts';
import { type Plan, partsOf, planReplacements, type Replacement } from './plan-replacements.ts';
import { readTexts, rewriteTexts } from './request-text.ts';
import { restoreStream } from './restore-stream.ts';
import type { ValuePart } from './split-value.ts';
import { writeToken } from './token-grammar.ts';

/** What pseudonyms are made with. */
export interface PseudonymiserOptions {
  readonly vault: PseudonymVault;
  /** Keys the tokens: whoever does not have it cannot try out which value one stands for. */
  readonly key: string;
}

/**
 * Makes a pseudonymiser. A value has the same token in every turn of a chat, whichever request comes first and however many
 * at once; a request without a chat has tokens of its own person. Secrets are redacted and have no token.
 */
export function createPseudonymiser(options: PseudonymiserOptions): Pseudonymiser {
  return {
    async replace(request, findings) {
      const { body, chatId } = request;
      const texts = readTexts(body);
      const kept = chatId === null ? [] : await options.vault.read(chatId);
      const plan = planReplacements({ texts, findings, known: kept.map(({ value }) => value) });
      if (plan === null) return null;
      const { tokens, values } = await allocate(options, { request, plan, kept });
      const written = rewrite(body, plan, tokens);
      const replaced = { body: written, ...countReplacements(plan) };
      if (values.size === 0) return replaced;
      const isJson = hasJsonAnswer(body);
      const valueOf = (token: string) => values.get(token);
      const restore = (events: AsyncIterable<ModelEvent>) =>
        restoreStream(events, { valueOf, isJson });
      return { ...replaced, restore };
    },
  };
}

interface Allocation {
  /** By value. */
  readonly tokens: ReadonlyMap<string, string>;
  /** By token. */
  readonly values: ReadonlyMap<string, string>;
}

interface Allocating {
  readonly request: GateRequest;
  readonly plan: Plan;
  readonly kept: readonly Pseudonym[];
}

/** Each try makes other tokens for those that are taken; more than two are never needed but by a fault. */
const MOST_TRIES = 8;

/** @throws when there is no token for a value. */
async function allocate(
  options: PseudonymiserOptions,
  { request, plan, kept }: Allocating,
): Promise<Allocation> {
  const tokens = new Map(kept.map(({ token, value }) => [value, token]));
  const values = new Map(kept.map(({ token, value }) => [token, value]));
  let wanted = firstOfEach(partsOf(plan)).filter(({ value }) => !tokens.has(value));
  for (let attempt = 0; wanted.length > 0; attempt += 1) {
    if (attempt === MOST_TRIES) throw new Error('no pseudonyms could be kept for this chat');
    const made = wanted.map((part) => makePseudonym(options.key, request, { part, attempt }));
    const free = firstOfToken(made).filter(({ token }) => !values.has(token));
    const { chatId } = request;
    // Without a chat nothing is kept: the next request makes the same tokens.
    const standing = chatId === null ? free : await options.vault.add(chatId, free);
    for (const { token, value } of standing) {
      tokens.set(value, token);
      values.set(token, value);
    }
    wanted = wanted.filter(({ value }) => !tokens.has(value));
  }
  return { tokens, values };
}

function firstOfToken(made: readonly Pseudonym[]): readonly Pseudonym[] {
  const first = new Map(made.toReversed().map((pseudonym) => [pseudonym.token, pseudonym]));
  return [...first.values()];
}

type NamedPart = Exclude<ValuePart, string>;

/** A value that is found as what it is and elsewhere only by its text has the kind that it was found as. */
function firstOfEach(parts: readonly NamedPart[]): readonly NamedPart[] {
  const first = new Map<string, NamedPart>();
  for (const part of parts) {
    const known = first.get(part.value);
    if (known === undefined || known.kind === 'value') first.set(part.value, part);
  }
  return [...first.values()];
}

function makePseudonym(
  key: string,
  { chatId, principal }: GateRequest,
  { part, attempt }: { readonly part: NamedPart; readonly attempt: number },
): Pseudonym {
  const scope = chatId === null ? ['person', principal.id] : ['chat', chatId];
  const named = JSON.stringify([...scope, part.value, attempt]);
  return {
    token: writeToken(part.kind, createHmac('sha256', key).update(named).digest()),
    value: part.value,
  };
}

function rewrite(body: ChatBody, plan: Plan, tokens: ReadonlyMap<string, string>): ChatBody {
  return rewriteTexts(body, ({ pointer, text, isFixed }) => {
    const replacements = isFixed ? undefined : plan.get(pointer);
    return replacements === undefined ? text : writeText(text, replacements, tokens);
  });
}

function writeText(
  text: string,
  replacements: readonly Replacement[],
  tokens: ReadonlyMap<string, string>,
): string {
  let written = '';
  let at = 0;
  for (const { start, end, parts } of replacements) {
    written += text.slice(at, start);
    // Every value of the plan has a token by now; a redaction is the safe answer if one had not.
    for (const part of parts) {
      written += typeof part === 'string' ? part : (tokens.get(part.value) ?? '[removed]');
    }
    at = end;
  }
  return written + text.slice(at);
}

function hasJsonAnswer({ response_format: format }: ChatBody): boolean {
  if (typeof format !== 'object' || format === null || !('type' in format)) return false;
  return format.type === 'json_object' || format.type === 'json_schema';
}
