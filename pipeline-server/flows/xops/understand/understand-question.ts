import type { AnalyzerSummary } from '../../../contracts/catalogue.ts';
import type { Parameters } from '../../../contracts/parameters.ts';
import { NO_PARAMETERS } from '../../../contracts/parameters.ts';
import { certificateWindow } from './certificate-window.ts';
import { RESOURCE_CONCEPTS } from './concepts.ts';
import { explain, titlesOf } from './explanation.ts';
import type { Match } from './match-analyzers.ts';
import { isQualifier } from './match-analyzers.ts';
import { offersOf } from './offers.ts';
import { monthToDate } from './parameters/periods.ts';
import { notesOfParts } from './part-notes.ts';
import { matchParts } from './question-parts.ts';
import type { QuestionReading } from './read-question.ts';
import { refineParameters } from './refine-parameters.ts';
import {
  asksForApprovals,
  asksForDashboard,
  asksForHelp,
  asksHow,
  asksToCompose,
  isGreeting,
  namesOtherCloud,
  namesOtherField,
} from './scope.ts';
import { stem } from './stem.ts';
import type { Understanding } from './understanding.ts';

/** From here on a match is trusted even where words of another field stand beside it. */
const CERTAIN = 0.8;
/** Below this nothing is run: the nearest are offered. */
const LIKELY = 0.55;
/** Below this, a second match so close or words mostly unknown make it unclear. */
const SETTLED = 0.7;
const CLOSE = 0.015;
const OFFERED = 3;
const SPEND_ON =
  /\b(?:costs?|spend|spending|spent|bill|charges?|pay|paying) (?:of|on|for) (?:the |our |my |aws |amazon )*([a-z][\w-]+)/;

/** Understands a question that stands alone. */
export function understandQuestion(reading: QuestionReading): Understanding {
  const byId = namedAnalyzers(reading);
  if (byId.length > 0) return analyse(reading, byId, 1);
  if (asksForApprovals(reading.text.lower)) return without(reading, 'approvals');
  if (asksForDashboard(reading.text.lower)) return without(reading, 'dashboard');
  if (asksForHelp(reading.text.lower) || isGreeting(reading.text.lower)) {
    return without(reading, 'help');
  }
  if (isOutside(reading)) return without(reading, 'outside');
  const [best] = reading.matches;
  const parts = compares(reading) ? [] : matchParts(reading.rest, best, reading.match);
  if (parts.length > 0) return analyse(reading, idsOf(parts), lowest(parts));
  if (best === undefined || asksHow(reading.text.lower) || isUnclear(reading, best)) {
    return askBack(reading);
  }
  return analyse(reading, [best.analyzer.id], best.score);
}

/** "September and October" are two periods of one question. */
function compares({ parameters }: QuestionReading): boolean {
  return parameters.compareTo !== null;
}

/** Catalogue ids written in the question. */
function namedAnalyzers({ catalogue, text }: QuestionReading): string[] {
  const written = new Set(text.lower.match(/\b[a-z]+(?:\.[\w-]+)+\b/g) ?? []);
  return catalogue.filter(({ id }) => written.has(id)).map(({ id }) => id);
}

function isOutside({ text, features, matches }: QuestionReading): boolean {
  if (namesOtherCloud(text.lower) || asksToCompose(text.lower)) return true;
  const best = matches[0]?.score ?? 0;
  const concepts = features.filter((feature) => !feature.startsWith('='));
  if (namesOtherField(text.lower)) return best < CERTAIN || concepts.length * 2 <= features.length;
  return concepts.length === 0 && features.length > 0 && best < LIKELY;
}

function isUnclear({ features, matches, parameters }: QuestionReading, best: Match): boolean {
  if (features.length === 0 || best.score < LIKELY) return true;
  const plain = features.filter((feature) => feature.startsWith('='));
  if (best.score < neededScore(features, parameters)) return true;
  const second = matches[1]?.score ?? 0;
  const close = best.score - second < CLOSE || plain.length * 2 > features.length;
  return best.score < SETTLED && close;
}

/** A resource of which nothing is understood ("databases") or bare words such as "status" must fit well, unless a period or a grouping adds to them. */
function neededScore(features: readonly string[], { period, groupBy }: Parameters): number {
  const known = features.filter((feature) => !feature.startsWith('='));
  const onlyNamed = known.every((feature) => RESOURCE_CONCEPTS.has(feature));
  const narrowed = period !== null || groupBy !== null;
  return onlyNamed || (features.every(isQualifier) && !narrowed) ? CERTAIN : LIKELY;
}

function analyse(
  reading: QuestionReading,
  ids: readonly string[],
  confidence: number,
): Understanding {
  const { catalogue, world, write } = reading;
  const summary = catalogue.find(({ id }) => id === ids[0]);
  const parameters = parametersFor(reading, summary);
  const analyzers = [...new Set(ids.map((id) => certificateWindow(id, parameters.days)))];
  const built = catalogue.some((entry) => entry.built && analyzers.includes(entry.id));
  const titles = titlesOf(catalogue, analyzers);
  const notes = [...reading.notes, ...notesOfParts(reading), ...unknownService(reading, summary)];
  const explanation = explain({ titles, parameters, organization: world.organization, notes });
  const offers = built ? [] : offersOf(reading.matches, analyzers);
  const kind = built ? 'analyze' : 'not-built';
  return { kind, analyzers, parameters, write, followUp: null, confidence, offers, explanation };
}

/** What is only compared with something is asked of the month to date. */
function parametersFor(
  reading: QuestionReading,
  analyzer: AnalyzerSummary | undefined,
): Parameters {
  const { parameters, world, features } = reading;
  const open = parameters.compareTo !== null && parameters.period === null;
  const period = open ? monthToDate(world.now) : parameters.period;
  return refineParameters({ ...parameters, period }, analyzer, features);
}

function askBack(reading: QuestionReading): Understanding {
  const offers = offersOf(reading.matches);
  const nearest = reading.matches.slice(0, OFFERED).filter(({ score }) => score > 0);
  return {
    kind: 'ambiguous',
    analyzers: idsOf(nearest),
    parameters: reading.parameters,
    write: reading.write,
    followUp: null,
    confidence: nearest[0]?.score ?? 0,
    offers,
    explanation:
      'Not clear enough to run: more than one analysis may be meant, or none of them fits well',
  };
}

const UNDERSTOOD_AS = {
  approvals: 'Requests for approval.',
  dashboard: 'Understood as: the dashboard over the whole organization',
  help: 'Understood as: a question about what xOps can do',
  outside:
    'Understood as: a question outside cost, security, reliability, inventory and certificates in AWS',
} as const;

function without(reading: QuestionReading, kind: keyof typeof UNDERSTOOD_AS): Understanding {
  const explanation = UNDERSTOOD_AS[kind];
  return {
    kind,
    analyzers: [],
    parameters: NO_PARAMETERS,
    write: kind === 'outside' ? false : reading.write,
    followUp: null,
    confidence: 1,
    offers: [],
    explanation,
  };
}

function idsOf(matches: readonly Match[]): string[] {
  return matches.map(({ analyzer }) => analyzer.id);
}

function lowest(matches: readonly Match[]): number {
  return Math.min(...matches.map(({ score }) => score));
}

/** "spend on quantum": a service that is not known is said to be left out, never silently dropped. */
function unknownService(
  { rest, features }: QuestionReading,
  analyzer: AnalyzerSummary | undefined,
): string[] {
  if (analyzer?.domain !== 'cost') return [];
  const match = SPEND_ON.exec(rest);
  const word = match?.[1] ?? '';
  return features.includes(`=${stem(word)}`)
    ? [`"${word}" was not recognised and is left out`]
    : [];
}
