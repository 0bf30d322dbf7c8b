import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import type { Column, CoverageGap } from '../../pipeline-server/contracts/findings.ts';
import type { GroupBy, Parameters, Period } from '../../pipeline-server/contracts/parameters.ts';
import type {
  Chart,
  Headline,
  Sentence,
  SentencePart,
} from '../../pipeline-server/contracts/results.ts';
import type { Readers } from '../aws/readers.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Row } from './row.ts';
import { keepInScope } from './scope.ts';
import type { Noun } from './sentence.ts';

/** What an answer says besides its rows. */
export interface Summary {
  readonly headlines: readonly Headline[];
  readonly notes: readonly Sentence[];
  /** The answer in one sentence; "14 idle EC2 instances in 6 accounts" unless given. */
  readonly sentence?: Sentence | undefined;
  /** What the usual sentence goes on with: "; stopping them saves …". */
  readonly clause?: readonly SentencePart[];
  /** Undefined lets the default chart be drawn; null means that no picture helps. */
  readonly chart?: Chart | null;
  /** The data's own time, ISO 8601, where the source states one. */
  readonly dataTime?: string | null;
  readonly estimated?: boolean;
  readonly period?: Period | null;
  /** Places that did not answer, besides what the source is known to leave out. */
  readonly gaps?: readonly CoverageGap[];
}

/** What an analyzer is asked. */
export interface AnalysisRequest {
  readonly entry: CatalogueEntry;
  readonly parameters: Parameters;
  /** The accounts of the organization, for their names. */
  readonly accounts: readonly Account[];
  /** The numbers that decide what is found, by name: the settings', else the defaults. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: Date;
}

/** What people are advised to do about findings; null for a report that advises nothing. */
export interface Advice {
  /** Begins the option's title: `Stop`, `Encrypt`. */
  readonly verb: string;
  readonly one: string;
  readonly many: string;
  /** What to do, in a sentence. */
  readonly action: string;
  readonly effort: 'low' | 'medium' | 'high';
  /** What the finding rests on: AWS's own finding, a fact in Config, or our calculation. */
  readonly basis: 'aws' | 'config' | 'own';
}

/** An analyzer as declared: how data is read, and two pure functions from data to an answer. */
export interface AnalyzerDefinition<Data> {
  readonly id: string;
  /** What its rows are called. */
  readonly finds: Noun | ((request: AnalysisRequest) => Noun);
  /** A title that follows the question; the catalogue's unless given. */
  readonly title?: (request: AnalysisRequest) => string;
  readonly columns: readonly Column[] | ((parameters: Parameters) => readonly Column[]);
  /** Ways of grouping that its rows are already, or that it answers itself; the rest is done for all in one place. */
  readonly groupings?: readonly GroupBy[];
  /** What a grouping adds up, where rows are counts or sums themselves; rows are counted without one. */
  readonly measure?: Column;
  readonly advice: Advice | null;
  read(readers: Readers, request: AnalysisRequest): Promise<Data>;
  /** Pure. Best first. */
  rows(data: Data, request: AnalysisRequest): readonly Row[];
  /** Rows that are counted and summed but not listed, in scope already. */
  rest?(data: Data): readonly Row[];
  /** Pure. Sees only the rows that are in scope. */
  summarise?(rows: readonly Row[], data: Data, request: AnalysisRequest): Summary;
}

/** An answer before it is cut, grouped and named. */
export interface Analysis {
  readonly title: string | null;
  readonly noun: Noun;
  readonly rows: readonly Row[];
  /** What is counted and summed besides the rows; nothing but in answers of very many rows. */
  readonly rest: readonly Row[];
  readonly summary: Summary;
}

/** An analyzer as it is run. */
export interface Analyzer {
  readonly id: string;
  readonly groupings: readonly GroupBy[];
  readonly measure: Column | null;
  readonly advice: Advice | null;
  columns(parameters: Parameters): readonly Column[];
  analyse(readers: Readers, request: AnalysisRequest): Promise<Analysis>;
}

/** Makes an analyzer of its definition. */
export function defineAnalyzer<Data>(definition: AnalyzerDefinition<Data>): Analyzer {
  const { id, columns, advice, finds, groupings = [], measure = null } = definition;
  return {
    id,
    advice,
    groupings,
    measure,
    columns: typeof columns === 'function' ? columns : () => columns,
    async analyse(readers, request) {
      const data = await definition.read(readers, request);
      const rows = keepInScope(definition.rows(data, request), request.parameters);
      const summary = definition.summarise?.(rows, data, request) ?? { headlines: [], notes: [] };
      const noun = typeof finds === 'function' ? finds(request) : finds;
      const rest = definition.rest?.(data) ?? [];
      return { title: definition.title?.(request) ?? null, noun, rows, rest, summary };
    },
  };
}
