import type { RunContext } from '../contracts/analysis.ts';
import type { AnalyzerSummary } from '../contracts/catalogue.ts';
import type { Domain, Parameters } from '../contracts/parameters.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import type { Understanding } from '../flows/xops/understand/understanding.ts';
import { suggest } from './arguments.ts';
import type { Analysis } from './command.ts';
import { UsageError } from './command.ts';

/** What a report is to be about. */
export interface ReportSubject {
  /** Null where the results name it. */
  readonly title: string | null;
  /** Null where the catalogue was named instead of asking. */
  readonly question: string | null;
  readonly understoodAs: string;
  readonly analyzers: readonly string[];
  readonly parameters: Parameters;
}

const DOMAINS: readonly Domain[] = ['cost', 'security', 'reliability', 'inventory', 'certificates'];

/**
 * Reads what a report is to be about: a domain (all its analyzers), the id of an analyzer, or a question.
 * @throws {@link UsageError} when it is none of these, or a question that no analyzer answers.
 */
export async function readSubject(
  text: string,
  analysis: Analysis,
  run: RunContext,
): Promise<ReportSubject> {
  const built = analysis.analyzers.list().filter((entry) => entry.built);
  const named = { title: null, question: null, understoodAs: '', parameters: NO_PARAMETERS };
  if (DOMAINS.some((domain) => domain === text)) {
    const analyzers = built.filter(({ domain }) => domain === text).map(({ id }) => id);
    return {
      ...named,
      title: `${text.slice(0, 1).toUpperCase()}${text.slice(1)} report`,
      analyzers,
    };
  }
  if (built.some(({ id }) => id === text)) return { ...named, analyzers: [text] };
  if (!text.includes(' ')) throw unknownKind(text, built);
  return await readQuestion(text, analysis, run);
}

function unknownKind(text: string, built: readonly AnalyzerSummary[]): UsageError {
  const nearest = suggest(text, [...DOMAINS, ...built.map(({ id }) => id)]);
  const hint = nearest === null ? '"xops analyzers" lists them.' : `Did you mean ${nearest}?`;
  return new UsageError(`"${text}" is no analyzer, no domain and no question. ${hint}`);
}

async function readQuestion(
  question: string,
  { analyzers, understand, clock }: Analysis,
  run: RunContext,
): Promise<ReportSubject> {
  const organization = await analyzers.organization(run);
  const understood = understand(question, { organization, now: clock.now(), previous: null });
  if (understood.kind !== 'analyze' || understood.write) throw notAReport(understood);
  return {
    title: null,
    question,
    understoodAs: understood.explanation.replace(/^Understood as: /, ''),
    analyzers: understood.analyzers,
    parameters: understood.parameters,
  };
}

function notAReport({ write, offers }: Understanding): UsageError {
  if (write) return new UsageError('A report only reads: ask what to look at, not what to change.');
  const questions = offers.map((offer) => `"${offer.question}"`);
  const hint =
    questions.length === 0 ? 'try "xops ask help".' : `say it as ${questions.join(' or ')}.`;
  return new UsageError(`The question does not say clearly what to report; ${hint}`);
}
