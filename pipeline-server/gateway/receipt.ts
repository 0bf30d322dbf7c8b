import type { ChatBody, ChatMessage } from '../contracts/chat.ts';
import type { AnswerFacts } from '../contracts/models.ts';
import type { GateDecision } from '../contracts/sovereignty-gate.ts';

/** What a receipt tells besides the facts of the answer. */
type ReceiptDetails = Pick<GateDecision, 'found' | 'reason'>;

const SUMMARY = 'Receipt: where this was answered, and with which data';

/** The receipt of a model's answer as Markdown that Open WebUI folds away. */
export function writeReceipt(facts: AnswerFacts, details: ReceiptDetails): string {
  const rows = rowsOf(facts, details).map(([name, value]) => `| ${name} | ${escapeCell(value)} |`);
  const table = ['| | |', '|---|---|', ...rows].join('\n');
  return `\n\n<details>\n<summary>${SUMMARY}</summary>\n\n${table}\n\n</details>\n`;
}

function rowsOf(facts: AnswerFacts, { found, reason }: ReceiptDetails) {
  const { model, route, place, region, jurisdiction, action, rule, usage, costUsd } = facts;
  const where = [place, region, jurisdiction.join(', ')].filter(Boolean).join(', ');
  const classes =
    facts.class === facts.sentClass ? facts.class : `${facts.class}, sent as ${facts.sentClass}`;
  const rows: [string, string][] = [
    ['Model', `${model} (route ${route})`],
    ['Place', where],
    ['Data class', classes],
    ['Decision', `${action} by rule ${rule}. ${reason}`],
    ['Found', countText(found) || 'nothing sensitive'],
  ];
  const counts: readonly [string, Readonly<Record<string, number>>][] = [
    ['Redacted before it was sent', facts.redacted],
    ['Sent as pseudonyms', facts.pseudonymised],
    ['Masked in the answer', facts.masked],
  ];
  for (const [name, of] of counts) {
    if (Object.keys(of).length > 0) rows.push([name, countText(of)]);
  }
  if (usage !== null) rows.push(['Tokens', tokensText(usage)]);
  if (costUsd !== null) rows.push(['Cost', `USD ${costUsd.toFixed(6)}`]);
  const failed = facts.attempts.filter(({ outcome }) => outcome !== 'answered');
  if (failed.length > 0) {
    rows.push(['Tried before', failed.map((each) => `${each.route}: ${each.outcome}`).join('; ')]);
  }
  return rows;
}

/** Kinds and numbers, never values: "2 email, 1 tfn". */
function countText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

function tokensText(usage: NonNullable<AnswerFacts['usage']>): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const cache = `${cacheReadTokens} read from and ${cacheWriteTokens} written to the provider's cache`;
  return `${inputTokens} in, ${outputTokens} out; ${cache}`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}

const WRITTEN = new RegExp(
  `\\n{0,3}<details>\\n<summary>${SUMMARY}</summary>\\n[^<]{0,20000}</details>\\n?`,
  'g',
);

/** The body without the receipts of earlier answers: a model is not to read them, nor to write its own. */
export function withoutReceipts(body: ChatBody): ChatBody {
  if (!body.messages.some(hasReceipt)) return body;
  return { ...body, messages: body.messages.map(stripMessage) };
}

function hasReceipt({ role, content }: ChatMessage): boolean {
  return role === 'assistant' && typeof content === 'string' && content.includes(SUMMARY);
}

function stripMessage(message: ChatMessage): ChatMessage {
  if (!hasReceipt(message) || typeof message.content !== 'string') return message;
  return { ...message, content: message.content.replaceAll(WRITTEN, '') };
}
