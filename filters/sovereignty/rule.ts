import type { DataClass } from '../../pipeline-server/contracts/sovereignty.ts';

/** What every rule says of itself. Examples and counter-examples are run as tests. */
export interface RuleFacts {
  /** Stable id, as policies and audit records name it: `au-tfn`. */
  readonly id: string;
  /** What receipts count: `tfn`, `aws-access-key`, `email`. */
  readonly kind: string;
  readonly class: DataClass;
  /** Paragraph of APRA's CPS 234 whose material this is, where one is meant: `35`. */
  readonly paragraph?: string;
  readonly description: string;
  /** Texts in which this rule finds something. */
  readonly examples: readonly string[];
  /** Texts in which this rule finds nothing. */
  readonly counterExamples: readonly string[];
  /** Says something of a person: weak findings of several such rules close together make each other strong. */
  readonly personal?: boolean;
}

/** A place where a pattern matched, in the text that was searched. */
export interface Match {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The sensitive part: the group `value` where the pattern has one, else all. */
  readonly value: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** A rule that looks for a pattern near one of its hints. */
export interface PatternRule extends RuleFacts {
  /** Lower-case ASCII texts, of which one must occur; without any, the pattern is tried around numbers of seven digits or more. */
  readonly hints: readonly string[];
  /** How far before the end of a hint and after it (or around the number) the pattern may reach, in characters. */
  readonly before: number;
  readonly after: number;
  /** With the flags `g` and `d`; every repetition bounded. May name the sensitive part `value`. */
  readonly pattern: RegExp;
  /** 0–1; below 0.5 it is reported only when others support it. */
  readonly confidence: number;
  /** A second look. Returns the confidence; 0 refuses the match. */
  readonly accept?: (match: Match) => number;
  /** Tried also with line breaks and joints of string literals taken out; for values that cannot be mistaken. */
  readonly joins?: boolean;
}

/** A number that people write in groups of digits. */
export interface NumberRule extends RuleFacts {
  /** Whole words that announce it, lower case. */
  readonly labels: readonly string[];
  /** Numbers of digits that it may have. */
  readonly digits: readonly number[];
  readonly valid?: (digits: string) => boolean;
  /** Group lengths (`3-3-3`) that tell it without a label, provided that it is valid. */
  readonly groupings: readonly string[];
  /** Confidence with a label, and without one but valid and in one of the groupings. */
  readonly confidence: readonly [labelled: number, alone: number];
  /** With a label, a number that is not valid counts too. */
  readonly labelSuffices: boolean;
}

/** Words of one meaning, each a whole word or phrase in lower case. */
export interface WordGroup {
  readonly words: readonly string[];
  /** What finding any of them adds to, or takes from, the score of a sentence. */
  readonly weight: number;
}

/** A rule on the words of a sentence: what happened, to whom, and whether it is only a general question. */
export interface StatementRule extends RuleFacts {
  /** At least one of these words must be there. */
  readonly subjects: readonly string[];
  readonly groups: readonly WordGroup[];
  /** The score from which a sentence is one. */
  readonly threshold: number;
  readonly confidence: number;
}

/** A sensitive value at its place in the text that was given. */
export interface Candidate {
  readonly rule: RuleFacts;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  /** As findings have them. */
  readonly signs?: readonly string[];
  /** The value as the rule saw it: decoded and folded. */
  readonly value: string;
}
