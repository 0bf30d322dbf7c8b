import {
  type DataClass,
  higherClass,
  type SensitiveFinding,
} from '../../pipeline-server/contracts/sovereignty.ts';
import type { Piece } from '../chunk/split-markdown.ts';
import type { Gate } from './gate.ts';

/** A document that is not taken until somebody has looked at it. The message says why and where; it quotes no secret. */
export class QuarantineError extends Error {
  override readonly name = 'QuarantineError';
}

/** Sentences that tell of a fault. A procedure speaks of faults without telling one. */
const STATEMENTS: ReadonlySet<string> = new Set(['control-weakness', 'incident', 'vulnerability']);

/** Tags of Unicode in a row spell text that only models read; marks of direction make text read otherwise than it is. */
const HIDDEN = /[\u{E0020}-\u{E007E}]{8}|[\u202A-\u202E\u2066-\u2069]/u;

/** What is known of a document before it is looked into. */
export interface Declared {
  /** Null where neither the document nor its source says anything. */
  readonly dataClass: DataClass | null;
  /** True when a person has read it and takes it although it reads like an instruction to a model. */
  readonly isAccepted: boolean;
}

/**
 * The class of each piece: the declared one, or what is found in it where that is higher. Without a word it is `CONFIDENTIAL`.
 * @throws {@link QuarantineError}
 */
export function admitPieces(
  pieces: readonly Piece[],
  declared: Declared,
  gate: Gate,
): readonly DataClass[] {
  return pieces.map((piece) => {
    const { findings } = gate.inspect(textOf(piece));
    const secret = findings.find(({ kind }) => gate.isSecret(kind));
    if (secret !== undefined) {
      const what = `holds a secret (${secret.kind})`;
      throw quarantine(piece, what, 'Take it out, and change it where it is valid.');
    }
    if (!declared.isAccepted) refuseInstructions(piece, gate);
    return classOf(findings, declared.dataClass);
  });
}

function refuseInstructions(piece: Piece, gate: Gate): void {
  const text = textOf(piece);
  const words = gate.findInjection(text);
  if (words === null && !HIDDEN.test(text)) return;
  const what =
    words === null
      ? 'holds text that people cannot see'
      : `reads like an instruction to a model ("${words}")`;
  throw quarantine(
    piece,
    what,
    'Take that out, or take the document with --accept when you have read it.',
  );
}

function classOf(findings: readonly SensitiveFinding[], declared: DataClass | null): DataClass {
  return findings
    .filter(({ kind }) => declared === null || !STATEMENTS.has(kind))
    .reduce((highest, finding) => higherClass(highest, finding.class), declared ?? 'CONFIDENTIAL');
}

function textOf({ headings, text }: Piece): string {
  return `${headings.join('\n')}\n\n${text}`;
}

function quarantine({ lines: { first, last } }: Piece, what: string, remedy: string) {
  const place = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  return new QuarantineError(`It ${what} in ${place}. ${remedy}`);
}
