import type { Organization } from '../../../contracts/analysis.ts';
import type { Parameters } from '../../../contracts/parameters.ts';
import type { Refusal } from './parameters/refusal.ts';

/** What a follow-up does to the last answer. `filter` also stands for "the same for something else". */
export interface FollowUp {
  readonly kind: 'filter' | 'group' | 'more' | 'export' | 'explain' | 'alternatives' | 'approve';
  /** The number of the option meant, counted from 1. */
  readonly option?: number;
  /** The file format of an export: `csv`, `json`, `xlsx`, `pdf` or `html`. */
  readonly format?: string;
}

/** An analyzer that may have been meant, with a question that asks for it clearly. */
export interface Offer {
  readonly analyzer: string;
  readonly title: string;
  readonly question: string;
}

/** What a question was understood to ask for. */
export interface Understanding {
  readonly kind:
    | 'analyze'
    | 'ambiguous'
    | 'not-built'
    | 'outside'
    | 'help'
    | 'dashboard'
    | 'approvals'
    /** Answered from standard operating procedures. */
    | 'procedure'
    /** Answered from notes on past incidents. */
    | 'history'
    | 'refused'
    | 'follow-up';
  /** Best first: what is run. The nearest three of an ambiguous question; empty outside the field. */
  readonly analyzers: readonly string[];
  readonly parameters: Parameters;
  /** True when the question asks to change something. */
  readonly write: boolean;
  readonly followUp: FollowUp | null;
  /** 0–1. */
  readonly confidence: number;
  /** The three nearest, where the question was unclear or its analyzer is not built. */
  readonly offers: readonly Offer[];
  /** What is named and does not exist; set where the kind is `refused`. */
  readonly refusals?: readonly Refusal[];
  /** How it was understood, in words, with what could not be honoured. */
  readonly explanation: string;
}

/** What a question is understood against. */
export interface World {
  readonly organization: Organization;
  /** Relative periods are counted from here, in UTC. */
  readonly now: Date;
  /** What the chat was about before this question. */
  readonly previous: Understanding | null;
}

/** Turns a question into analyzers and parameters. Never throws; takes well under 5 ms. */
export type Understand = (question: string, world: World) => Understanding;
