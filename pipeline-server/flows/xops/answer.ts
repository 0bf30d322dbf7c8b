import type { AnalysisError, Analyzers, Caller, Organization } from '../../contracts/analysis.ts';
import type { ChangeDesk, ChangeRequester } from '../../contracts/change-desk.ts';
import type { Clock, Logger } from '../../contracts/context.ts';
import type { Dashboard } from '../../contracts/dashboard.ts';
import type { Coverage, Evidence } from '../../contracts/findings.ts';
import type { AmendedPassage, KnowledgeDesk } from '../../contracts/knowledge.ts';
import type { ModelPort, ModelUse } from '../../contracts/models.ts';
import type { Parameters } from '../../contracts/parameters.ts';
import type { Principal } from '../../contracts/principal.ts';
import type { Reports, WrittenReport } from '../../contracts/reports.ts';
import type { AnalysisResult, Chart, Receipt, Recommendation } from '../../contracts/results.ts';
import type { Allowance, Estimate } from '../../contracts/spending.ts';
import type { ChatStore } from '../../contracts/state.ts';
import type { Block, Inline } from './document.ts';
import type { Guard } from './guard.ts';
import type { Understand, Understanding } from './understand/understanding.ts';

/** One question as it reaches the flow, whichever door it came through. */
export interface AskInput {
  readonly question: string;
  /** Where state between turns is found; null for a bare API caller. */
  readonly chatId: string | null;
  /** The person's earlier questions in this conversation, oldest first, without this one. */
  readonly earlierQuestions: readonly string[];
  /**
   * Whether the person can be asked before others are: `ask` where the chat can show a question, `yes` or `no` once it was
   * answered; absent where nobody can be asked.
   */
  readonly confirmation?: 'ask' | 'yes' | 'no';
  /** Who asks and from where, for what asks to change something; absent where no server stands before the flow. */
  readonly requester?: ChangeRequester;
  /** Who asks, for what only some may read; absent where nobody is known. */
  readonly reader?: Principal;
  /** Scope of caches. */
  readonly identity: string;
  /** Who is named to AWS. */
  readonly caller?: Caller | undefined;
  readonly signal: AbortSignal;
  /** Most that the question may spend on paid requests, in USD; what the settings say without it. */
  readonly limitUsd?: number;
}

/** Which AWS answers, for the marks on every answer. */
export interface AwsSource {
  readonly kind: 'sample' | 'live';
  /** `sample organisation`, or the name of the live account. */
  readonly label: string;
}

/** How an answer is laid out. */
export interface Presentation {
  /** Rows of a table before "more", where the question names no number. */
  readonly rows: number;
  /** Options shown below the tables. */
  readonly options: number;
  readonly currencyDecimals: number;
  readonly showSources: boolean;
  readonly showReceipt: boolean;
  readonly showUnderstanding: boolean;
}

/** Models that may help with a question, and with what. */
export interface ModelHelp {
  readonly port: ModelPort;
  /** Who asks, for the decision on where the question may go. */
  readonly principal: Principal;
  /** Whether a model says what an unclear question means. */
  readonly understanding: boolean;
  /** Whether a model says what stands out in the results. */
  readonly wording: boolean;
  /** Longest wait for the first piece of an answer. */
  readonly waitMs: number;
}

/** What the flow works with. */
export interface AskDeps {
  readonly analyzers: Analyzers;
  readonly understand: Understand;
  readonly chats: ChatStore;
  readonly reports: Reports;
  readonly clock: Clock;
  readonly log: Logger;
  readonly awsSource: AwsSource;
  readonly presentation: Presentation;
  /** An answer that will cost more than this in USD is offered first; without it nothing is asked. */
  readonly askAboveUsd?: number;
  /** Absent where no server stands before the flow. */
  readonly dashboard?: Dashboard;
  /** Procedures and past incidents; absent where none are kept. */
  readonly knowledge?: KnowledgeDesk;
  /** Where changes are asked for; absent where no server stands before the flow. */
  readonly changes?: ChangeDesk;
  /** Absent where no model is configured: questions are then understood and answered by words alone. */
  readonly modelHelp?: ModelHelp;
  /** The hooks; absent where no server stands before the flow. */
  readonly guard?: Guard;
}

/** One analyzer that gave no answer. */
export interface Failure {
  readonly analyzer: string;
  readonly title: string;
  readonly code: AnalysisError['code'];
  /** Names the remedy. */
  readonly message: string;
}

/** How an answer ended: `partial` when part of the accounts or analyzers could not be seen. */
export type AnswerStatus = 'done' | 'partial' | 'needs-approval' | 'failed';

/** A finished answer. */
export interface Answer {
  readonly status: AnswerStatus;
  readonly understanding: Understanding;
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly Failure[];
  readonly recommendations: readonly Recommendation[];
  /** Null when nothing was analysed. */
  readonly coverage: Coverage | null;
  readonly receipt: Receipt;
  readonly charts: readonly Chart[];
  /** Set when AWS was not asked because the price has to be agreed to. */
  readonly price?: Estimate;
  /** The file that was written, where one was asked for. */
  readonly report?: WrittenReport;
  /** Whole HTML pages that a chat shows in a frame. */
  readonly cards: readonly string[];
  /** What the person is asked before it goes on; the answer comes with the next request. */
  readonly question?: Question;
  readonly document: readonly Block[];
}

/** A question with two answers, for the person who asked. */
export interface Question {
  readonly header: string;
  readonly text: string;
  readonly yes: { readonly label: string; readonly description: string };
  readonly no: { readonly label: string; readonly description: string };
}

/** What the flow tells while it works; the answer comes last and once. */
export type AskPart =
  | { readonly type: 'progress'; readonly description: string }
  | { readonly type: 'source'; readonly evidence: Evidence; readonly costUsd: number }
  /** A piece of a document that the answer rests on. */
  | { readonly type: 'passage'; readonly passage: AmendedPassage }
  /** Once at most: what the document of the answer begins with, known before a model words the rest. */
  | { readonly type: 'opening'; readonly blocks: readonly Block[] }
  /** After the opening: the next run of the paragraph that follows it in the document. */
  | { readonly type: 'words'; readonly run: Inline }
  | { readonly type: 'answer'; readonly answer: Answer };

/** What a chat is about: what the last analysis was, and how far it was shown. */
export interface Topic {
  readonly analyzers: readonly string[];
  readonly parameters: Parameters;
  /** Rows shown so far, per table. */
  readonly shown: number;
  /** Options as numbered in the last answer; empty when they must be computed again. */
  readonly options: readonly Recommendation[];
  /** True when the chat's last answer was the offer of a price. */
  readonly priceOffered?: boolean;
  /** True when the person agreed to what these analyses cost. */
  readonly priceAgreed?: boolean;
}

/** One answer of AWS. */
export interface ApiCall {
  readonly evidence: Evidence;
  readonly costUsd: number;
}

/** What was asked for one question: AWS, each answer once however many steps read it, and models. */
export interface CallBook {
  /** An answer older than the question came from the cache. */
  readonly startedAt: Date;
  /** By the id of the evidence. */
  readonly calls: Map<string, ApiCall>;
  readonly models: ModelUse[];
  /** What the question may still spend. */
  readonly allowance: Allowance;
}

/** One question on its way through the steps. */
export interface Turn {
  readonly input: AskInput;
  readonly deps: AskDeps;
  readonly understanding: Understanding;
  readonly organization: Organization;
  /** What the chat was about before this question; null at its start. */
  readonly topic: Topic | null;
  readonly book: CallBook;
}

/** What a step hands on: the answer without what every answer has, and the topic of the chat from now on. */
export interface Outcome {
  readonly status: AnswerStatus;
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly Failure[];
  readonly recommendations: readonly Recommendation[];
  readonly document: readonly Block[];
  /** Set when AWS was not asked because the price has to be agreed to. */
  readonly price?: Estimate;
  readonly report?: WrittenReport;
  readonly cards?: readonly string[];
  readonly question?: Question;
  /** True when it goes on where the person was asked: what stands above it holds for it too. */
  readonly continues?: true;
  readonly topic: Topic | null;
}
