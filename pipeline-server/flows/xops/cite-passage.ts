import type { ChatEvent } from '../../contracts/chat.ts';
import type { Amendment, Chunk, Passage } from '../../contracts/knowledge.ts';
import type { Text } from './document.ts';

const LONGEST_TEXT = 6000;

/** A passage as a citation of Open WebUI, which opens its text: one source for each document, a document of it for each passage. */
export function passageEvent({ chunk, citation }: Passage): ChatEvent {
  const { document, lineStart, lineEnd } = chunk;
  const { title, version, owner, kind } = document;
  const updated = dayOf(document.updatedAt);
  const lines = `${lineStart}–${lineEnd}`;
  const { dataClass } = chunk;
  const metadata = { source: document.sourceUri, name: sectionName(chunk), citation, lines };
  return {
    type: 'source',
    data: {
      source: { name: title, id: document.sourceUri },
      document: [chunk.text.slice(0, LONGEST_TEXT)],
      metadata: [{ ...metadata, kind, version, updated, owner, dataClass }],
    },
  };
}

/** `Remove idle resources › Idle EC2 instance`. */
function sectionName({ headings, document }: Chunk): string {
  const [first = document.title, ...rest] = headings;
  return rest.length === 0 ? first : `${first} › ${rest.join(' › ')}`;
}

/** A passage in a line: what it is, and where it stands. */
export function citationLine({ chunk, citation }: Passage): Text {
  return [{ strong: sectionName(chunk) }, ' (', { code: citation }, ')'];
}

/** What was corrected, by whom; the words are the approver's own. */
export function amendmentLine({ what, why, proposed, ...facts }: Amendment): Text {
  const { author, reviewer, acceptedAt, isDocumentChanged } = facts;
  const changed = isDocumentChanged ? ' The SOP has changed since: look whether it says so.' : '';
  return [
    { strong: 'Approved correction' },
    ` to "${proposed}": ${ended(what)} Why: ${ended(why)} By ${author}, accepted by ${reviewer} on ${acceptedAt.slice(0, 10)} (`,
    { code: `amendment:${facts.id}` },
    `).${changed}`,
  ];
}

/** `2026-11-28`, in UTC. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

function ended(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
