import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { OpenWebuiApi } from './api.ts';

/** A thumb that somebody gave to an answer, with what was asked; people's names are left out. Texts are people's: data only. */
export interface Feedback {
  /** ISO 8601. */
  readonly at: string;
  readonly rating: 'up' | 'down';
  readonly reason: string | null;
  readonly comment: string | null;
  readonly model: string | null;
  readonly question: string;
  /** Places that the answer cites, `path#anchor:L1-L9@version`. */
  readonly cited: readonly string[];
}

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

const Entries = Type.Array(
  Type.Object({
    created_at: Type.Number(),
    data: Nullable(
      Type.Object({
        rating: Nullable(Type.Union([Type.String(), Type.Number()])),
        model_id: Nullable(Type.String()),
        reason: Nullable(Type.String()),
        comment: Nullable(Type.String()),
      }),
    ),
    meta: Nullable(Type.Object({ message_id: Nullable(Type.String()) })),
    snapshot: Nullable(Type.Object({ chat: Nullable(Type.Unknown()) })),
  }),
);

const Snapshot = Type.Object({
  chat: Type.Object({
    history: Type.Object({
      messages: Type.Record(
        Type.String(),
        Type.Object({ parentId: Nullable(Type.String()), content: Type.String() }),
      ),
    }),
  }),
});

/** Thumbs and comments of Open WebUI (0.12, `routers/evaluations.py`), oldest first; those without a question are left out. */
export async function readFeedback(
  api: OpenWebuiApi,
  signal: AbortSignal,
): Promise<readonly Feedback[]> {
  const entries = await api.read('/api/v1/evaluations/feedbacks/all/export', Entries, { signal });
  return entries
    .flatMap(({ created_at: createdAt, data, meta, snapshot }) => {
      const told = conversationOf(snapshot?.chat, meta?.message_id ?? '');
      const rating = Number(data?.rating);
      if (told === null || Number.isNaN(rating) || rating === 0) return [];
      const { reason = null, comment = null, model_id: model = null } = data ?? {};
      const at = new Date(createdAt * 1000).toISOString();
      return [{ at, rating: rating > 0 ? 'up' : 'down', reason, comment, model, ...told } as const];
    })
    .toSorted((a, b) => a.at.localeCompare(b.at));
}

function conversationOf(
  chat: unknown,
  messageId: string,
): Pick<Feedback, 'question' | 'cited'> | null {
  if (!Value.Check(Snapshot, chat)) return null;
  const { messages } = chat.chat.history;
  const answer = messages[messageId];
  const question = messages[answer?.parentId ?? '']?.content;
  if (answer === undefined || question === undefined) return null;
  const cited = answer.content.matchAll(/`([^`\s]+#[^`\s]*:L\d+-L\d+@[^`\s]+)`/g);
  return { question, cited: [...new Set([...cited].map(([, place = '']) => place))] };
}
