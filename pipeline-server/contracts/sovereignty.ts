/** How sensitive data is, least first. A higher class is never lowered by anything found later. */
export const DATA_CLASSES = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED'] as const;

/** One of {@link DATA_CLASSES}. */
export type DataClass = (typeof DATA_CLASSES)[number];

/** The higher of two classes. */
export function higherClass(a: DataClass, b: DataClass): DataClass {
  return DATA_CLASSES.indexOf(a) >= DATA_CLASSES.indexOf(b) ? a : b;
}

/** Whether data of a class is meant when people speak of sensitive data: `CONFIDENTIAL` and above. */
export function isSensitive(dataClass: DataClass): boolean {
  return dataClass === 'CONFIDENTIAL' || dataClass === 'RESTRICTED';
}

/** Where a model runs: on this network, in the customer's own cloud network, or at a vendor. */
export type Place = 'local' | 'vpc' | 'cloud';

/** A sensitive value found in a text. It never holds the value itself, so that it may be logged. */
export interface SensitiveFinding {
  /** Id of the rule, e.g. `au-tfn`. */
  readonly rule: string;
  /** What was found: `tfn`, `aws-access-key`, `email`, … as receipts count it. */
  readonly kind: string;
  readonly class: DataClass;
  /** Offsets into the text that was given, in UTF-16 code units; `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** 0–1. */
  readonly confidence: number;
  /**
   * Where a sentence was judged as a whole: the classes of words that spoke most for it (`self`, `harm`, `lack`), the strongest
   * first. Nothing of the text.
   */
  readonly signs?: readonly string[];
}

/** What a text was found to be. */
export interface Inspection {
  /** Highest class found; `PUBLIC` or `INTERNAL` when nothing was. */
  readonly class: DataClass;
  /** In order of `start`, without overlaps. */
  readonly findings: readonly SensitiveFinding[];
}

/**
 * Finds sensitive values in text. Deterministic, in time linear in the length of the text, without any call outside the
 * process. It throws on nothing: whoever calls it treats an exception as `RESTRICTED`.
 */
export interface Detector {
  inspect(text: string): Inspection;
}

/** A finding in a request. Offsets are those of the string at the pointer, or of what it holds as base64. */
export interface RequestFinding extends SensitiveFinding {
  /** JSON pointer (RFC 6901) of the string; `#` and a second pointer follow where the string holds JSON itself. */
  readonly pointer: string;
}

/** What a whole request was found to be. */
export interface RequestInspection {
  /** Highest class found in any text; what cannot be looked into is not counted. */
  readonly class: DataClass;
  readonly findings: readonly RequestFinding[];
  /** JSON pointers to images and other content that nobody can look into. */
  readonly unscannable: readonly string[];
}

/** Looks into every text of a request, keys and unknown members included. */
export type InspectRequest = (body: unknown) => RequestInspection;
