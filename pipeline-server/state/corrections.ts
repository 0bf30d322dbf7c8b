import type { ApprovalChange } from '../contracts/approval-store.ts';
import type { CorrectionEntry, CorrectionSink, CorrectionStep } from '../contracts/feedback.ts';
import { appendRecords, type PublishHead } from './audit-log.ts';
import type { StateDatabase } from './database.ts';

/** Corrections in the embedded store. */
export function createCorrections(database: StateDatabase, publish: PublishHead): CorrectionSink {
  return {
    async list({ state, after, limit }) {
      let query = database.selectFrom('corrections').select('json').orderBy('id');
      if (state !== null) query = query.where('state', '=', state);
      if (after !== null) query = query.where('id', '>', after);
      return (await query.limit(limit).execute()).map(({ json }) => entryOf(json));
    },
    read: (id) => read(database, id),
    async move(id, step, audit) {
      const records = await database.transaction().execute(async (inside) => {
        if (!(await take(inside, id, step))) return null;
        const supersedes = step.review.scope?.supersedes ?? null;
        if (supersedes !== null) await supersede(inside, supersedes);
        return await appendRecords(inside, [audit]);
      });
      for (const head of records?.slice(-1) ?? []) publish(head);
      return records !== null;
    },
  };
}

async function take(
  inside: StateDatabase,
  id: string,
  { from, to, review }: CorrectionStep,
): Promise<boolean> {
  const before = await read(inside, id);
  if (before?.state !== from) return false;
  await write(inside, { ...before, state: to, review });
  return true;
}

/** One that nobody is shown any more stays as it is. */
async function supersede(inside: StateDatabase, id: string): Promise<void> {
  const before = await read(inside, id);
  if (before?.state === 'accepted') await write(inside, { ...before, state: 'superseded' });
}

async function write(inside: StateDatabase, entry: CorrectionEntry): Promise<void> {
  const { id, state } = entry;
  const row = { state, json: JSON.stringify(entry) };
  await inside.updateTable('corrections').set(row).where('id', '=', id).execute();
}

async function read(database: StateDatabase, id: string): Promise<CorrectionEntry | null> {
  const row = await database
    .selectFrom('corrections')
    .select('json')
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : entryOf(row.json);
}

function entryOf(json: string): CorrectionEntry {
  return JSON.parse(json) as CorrectionEntry;
}

/** Puts the correction of a decision in, where it has one; part of the transaction that writes the decision. */
export async function putCorrection(
  inside: StateDatabase,
  { request, decision }: ApprovalChange,
): Promise<void> {
  const correction = decision?.correction ?? null;
  if (decision === undefined || correction === null) return;
  const { id: author } = decision.approver;
  const entry: CorrectionEntry = {
    id: `${request.id}:${author}`,
    approvalId: request.id,
    author,
    at: decision.at,
    analyzer: request.plan.recommendation?.analyzer ?? null,
    planHash: decision.seenHash,
    proposed: request.plan.title,
    correction,
    state: 'proposed',
    review: null,
  };
  const row = { id: entry.id, state: entry.state, json: JSON.stringify(entry) };
  await inside.insertInto('corrections').values(row).execute();
}
