import type { AnswerMask, MaskAnswer } from '../contracts/answer-mask.ts';
import { type ChatBody, messageText } from '../contracts/chat.ts';
import type { SensitiveFinding } from '../contracts/sovereignty.ts';
import { isPersonal, isSecret } from './pseudonyms/split-value.ts';
import { rewriteStream, type TextRewriter } from './rewrite-stream.ts';

/** Finds what is sensitive in a text that comes in pieces, and writes what the masking gives in its place. */
export type OpenMasker = (
  masking: (finding: SensitiveFinding, value: string) => string | null,
) => TextRewriter;

/**
 * Masks credentials and personal data in answers, but not what the person wrote. Identifiers of AWS, hosts and addresses of
 * machines stay: they are what operations ask about.
 * @param load loads the detector when the first answer is masked.
 */
export function createAnswerMasking(load: () => Promise<OpenMasker>): MaskAnswer {
  return async (body) => maskOf(await load(), ownText(body));
}

function maskOf(open: OpenMasker, own: string): AnswerMask {
  const masked: Record<string, number> = {};
  const masking = (finding: SensitiveFinding, value: string) => {
    if (!isMaskedInAnswers(finding, value) || own.includes(value)) return null;
    masked[finding.kind] = (masked[finding.kind] ?? 0) + 1;
    return `[${finding.kind} removed]`;
  };
  return {
    mask: (events) => rewriteStream(events, () => open(masking)),
    masked: () => ({ ...masked }),
  };
}

/** Names for documentation (RFC 2606) are nobody's. */
const DOCUMENTATION = /@(?:[\w-]+\.)*(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;

/** Whether a value is masked in answers, unless the person wrote it. */
export function isMaskedInAnswers({ kind }: SensitiveFinding, value: string): boolean {
  return isSecret(kind) || (isPersonal(kind) && !DOCUMENTATION.test(value));
}

/** What the person wrote: documents and results of tools may hold data of others. */
function ownText({ messages }: ChatBody): string {
  return messages
    .filter(({ role }) => role === 'user')
    .map(messageText)
    .join('\n');
}
