import type { ModelEvent } from '../contracts/models.ts';

/** Rewrites one text that comes in pieces. */
export interface TextRewriter {
  /** What can be shown of everything so far and was not yet. */
  push(piece: string): string;
  /** What is left. */
  end(): string;
}

type Piece = Exclude<ModelEvent, { type: 'finish' | 'usage' }>;

/**
 * Rewrites the texts of an answer: its text, its reasoning, and the arguments of each call have a rewriter of their own. What
 * a rewriter holds back comes with a later piece, at the latest before the end; of an answer that breaks off, before the failure.
 */
export async function* rewriteStream(
  events: AsyncIterable<ModelEvent>,
  open: (type: Piece['type']) => TextRewriter,
): AsyncGenerator<ModelEvent, void> {
  const channels = new Map<string, Channel>();
  try {
    for await (const event of events) {
      if (event.type === 'finish') yield* flush(channels);
      if (event.type === 'finish' || event.type === 'usage') yield event;
      else yield* rewritePiece(channels, event, open);
    }
  } catch (error) {
    yield* flush(channels);
    throw error;
  }
  yield* flush(channels);
}

interface Channel {
  readonly rewriter: TextRewriter;
  readonly last: Piece;
}

function* rewritePiece(
  channels: Map<string, Channel>,
  event: Piece,
  open: (type: Piece['type']) => TextRewriter,
): Generator<ModelEvent, void> {
  const name = event.type === 'tool-call' ? `call ${event.index}` : event.type;
  const rewriter = channels.get(name)?.rewriter ?? open(event.type);
  channels.set(name, { rewriter, last: event });
  const written = rewriter.push(event.type === 'tool-call' ? event.arguments : event.text);
  const hasName = event.type === 'tool-call' && (event.id !== null || event.name !== null);
  if (written !== '' || hasName) yield withText(event, written);
}

/** What was held back, in the order in which the channels began. */
function* flush(channels: Map<string, Channel>): Generator<ModelEvent, void> {
  for (const { rewriter, last } of channels.values()) {
    const rest = rewriter.end();
    if (rest === '') continue;
    yield withText(last.type === 'tool-call' ? { ...last, id: null, name: null } : last, rest);
  }
  channels.clear();
}

function withText(event: Piece, text: string): ModelEvent {
  return event.type === 'tool-call' ? { ...event, arguments: text } : { ...event, text };
}
