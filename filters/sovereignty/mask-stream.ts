import type { Detector, SensitiveFinding } from '../../pipeline-server/contracts/sovereignty.ts';

/** What to write in the place of a finding; null leaves it as it is. */
export type Masking = (finding: SensitiveFinding, value: string) => string | null;

/** Masks a text that comes in pieces. What it returns may be shown at once. */
export interface StreamMasker {
  /** Takes the next piece; returns the text that nothing which follows can change. */
  push(chunk: string): string;
  /** Returns what is left. */
  end(): string;
}

/** Text before the released point that is looked at again, since labels stand before values. */
const CONTEXT = 160;
/** Text that is held back behind a word, since a value may go on after it, in characters. */
const HELD = 96;
/** A decision is made after so many characters, at the end of a word. */
const STEP = 32;
/** Without a space, a decision is made after so many. */
const LONGEST_WORD = 512;
/** A finding that never ends (a key without its last line) is masked after so many characters. */
const LONGEST_FINDING = 16_384;

/**
 * Makes a masker. Decisions depend on the text alone and never on how it was cut into pieces, at most about 16 KiB are kept,
 * and surrogate pairs stay together.
 */
export function createStreamMasker(detector: Detector, masking: Masking): StreamMasker {
  let text = '';
  /** Offset in `text` up to which it was released, and up to which a finding that was released already reaches. */
  let released = 0;
  let decided = 0;
  let masked = 0;

  const release = (until: number, findings: readonly SensitiveFinding[]): string => {
    let out = '';
    for (const finding of findings) {
      if (finding.end <= released || finding.start >= until) continue;
      const mask = masking(finding, text.slice(finding.start, finding.end));
      if (mask === null) continue;
      out += text.slice(released, Math.max(released, finding.start));
      if (finding.start >= masked) out += mask;
      released = Math.max(released, finding.end);
      masked = released;
    }
    out += text.slice(released, Math.max(released, until));
    released = Math.max(released, until);
    return out;
  };

  const decide = (at: number): string => {
    decided = at;
    const { findings } = detector.inspect(text.slice(0, at));
    const line = wholeCharacter(text, at - HELD);
    const open = findings.find(({ start, end }) => start < line && end > line);
    const isEndless = open !== undefined && at - open.start > LONGEST_FINDING;
    const until = open === undefined ? line : isEndless ? at : open.start;
    const out = until > released ? release(until, findings) : '';
    forget();
    return out;
  };

  const forget = (): void => {
    const cut = wholeCharacter(text, released - CONTEXT);
    if (cut <= 0) return;
    text = text.slice(cut);
    released -= cut;
    decided -= cut;
    masked -= cut;
  };

  return {
    push: (chunk) => {
      text += chunk;
      let out = '';
      for (let at = nextStep(text, decided); at !== null; at = nextStep(text, decided))
        out += decide(at);
      return out;
    },
    end: () => {
      const { findings } = detector.inspect(text);
      const out = release(text.length, findings);
      text = '';
      released = decided = masked = 0;
      return out;
    },
  };
}

/** Masks a whole text as the stream would. */
export function maskText(detector: Detector, masking: Masking): (text: string) => string {
  return (text) => {
    const masker = createStreamMasker(detector, masking);
    return masker.push(text) + masker.end();
  };
}

/** Where the next decision is made: after a space that is far enough from the last one; null when it has not come yet. */
function nextStep(text: string, decided: number): number | null {
  for (let at = decided + STEP; at < Math.min(text.length, decided + LONGEST_WORD); at += 1) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10) return at + 1;
  }
  return text.length > decided + LONGEST_WORD ? wholeCharacter(text, decided + LONGEST_WORD) : null;
}

/** An offset that does not part a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}
