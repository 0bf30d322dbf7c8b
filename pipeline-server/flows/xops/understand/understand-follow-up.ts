import type { Parameters } from '../../../contracts/parameters.ts';
import { ANALYZER_PHRASES } from './analyzer-phrases.ts';
import { certificateWindow } from './certificate-window.ts';
import { RESOURCE_CONCEPTS } from './concepts.ts';
import { explain, titlesOf } from './explanation.ts';
import { featuresOf } from './features.ts';
import { mergeParameters, readExport, readFollowUp } from './follow-up.ts';
import { isQualifier } from './match-analyzers.ts';
import type { QuestionReading } from './read-question.ts';
import { refineParameters } from './refine-parameters.ts';
import type { FollowUp, Understanding } from './understanding.ts';

/** A match as good as this is a question of its own, whatever went before. */
const OWN_QUESTION = 0.62;
/** "and RDS?" is rather about the last conditions, unless an analyzer is for just that ("and CloudTrail?"). */
const BARE_QUESTION = 0.8;
/** "and unattached volumes?" */
const LEAD =
  /^(?:and|but|ok|okay|now|what about|how about|same|also|only|just|or|then|what if|instead|the same)\b/;
const MOST_WORDS = 9;

/** Understands what refers to the answer before; null for a question of its own. */
export function understandFollowUp(reading: QuestionReading): Understanding | null {
  const { previous } = reading.world;
  const spoken = readFollowUp(reading.text.lower) ?? exportOnly(reading);
  if (previous === null)
    return spoken === null || isOpen(spoken) ? null : about(reading, [], spoken);
  if (spoken !== null) return about(reading, previous.analyzers, spoken);
  if (!refersBack(reading)) return null;
  const swapped = swapSubject(reading, previous.analyzers);
  const kind = isGrouping(reading.parameters) && swapped.length === 0 ? 'group' : 'filter';
  return about(reading, swapped.length > 0 ? swapped : previous.analyzers, { kind });
}

/** Without an earlier answer "why?" and "more" mean nothing in particular. */
function isOpen({ kind }: FollowUp): boolean {
  return kind === 'explain' || kind === 'more' || kind === 'alternatives';
}

/** "export as csv" alone; beside a clear question it is that question. */
function exportOnly(reading: QuestionReading): FollowUp | null {
  const wanted = readExport(reading.text.lower);
  return wanted !== null && !isOwnQuestion(reading) ? wanted : null;
}

function isOwnQuestion({ features, matches }: QuestionReading): boolean {
  const asks = features.some((feature) => !isQualifier(feature));
  return asks && (matches[0]?.score ?? 0) >= OWN_QUESTION;
}

function refersBack(reading: QuestionReading): boolean {
  const { text, features, parameters } = reading;
  const led = LEAD.test(text.lower) && text.lower.split(' ').length <= MOST_WORDS;
  const subjects = features.filter((feature) => !isQualifier(feature));
  if (subjects.length === 0) return narrows(parameters) && !standsAlone(reading);
  return led && subjects.length <= 2;
}

/** "how much did we spend last month" has no subject but is a question of its own. */
function standsAlone({ matches, features, text }: QuestionReading): boolean {
  const known = features.filter((feature) => !feature.startsWith('='));
  const asks = /\b(?:which|what|how|who|when|where|show|list|find)\b/.test(text.lower);
  return known.length > 0 && (matches[0]?.score ?? 0) >= OWN_QUESTION && (asks || known.length > 1);
}

function narrows(parameters: Parameters): boolean {
  return Object.values(parameters).some(
    (value) => value !== null && (typeof value === 'number' || Object.keys(value).length > 0),
  );
}

function isGrouping({ groupBy, accounts, regions, tags }: Parameters): boolean {
  return groupBy !== null && accounts.length + regions.length + Object.keys(tags).length === 0;
}

/** "and RDS?" after idle EC2 asks for idle RDS: the new subject with the conditions of the last analyzer. */
function swapSubject(reading: QuestionReading, before: readonly string[]): readonly string[] {
  const subjects = reading.features.filter((feature) => !isQualifier(feature));
  if (subjects.length === 0) return [];
  const own = reading.matches[0];
  const bare = subjects.every((feature) => RESOURCE_CONCEPTS.has(feature));
  if (own !== undefined && own.score >= (bare ? BARE_QUESTION : OWN_QUESTION)) {
    return [own.analyzer.id];
  }
  return [...new Set(before.flatMap((id) => swapped(reading, subjects, id)))];
}

function swapped(reading: QuestionReading, subjects: readonly string[], id: string): string[] {
  const phrase = ANALYZER_PHRASES.get(id)?.[0] ?? '';
  const isResource = (feature: string) => RESOURCE_CONCEPTS.has(feature);
  const named = subjects.some(isResource);
  const kept = featuresOf(phrase).filter((feature) => isResource(feature) !== named);
  const best = reading.match([...kept, ...subjects])[0];
  return best !== undefined && best.score >= OWN_QUESTION ? [best.analyzer.id] : [id];
}

function about(
  reading: QuestionReading,
  ids: readonly string[],
  followUp: FollowUp,
): Understanding {
  const { catalogue, world, notes } = reading;
  const analyzers = ids.map((id) => certificateWindow(id, reading.parameters.days));
  const titles = titlesOf(catalogue, analyzers);
  const parameters = parametersAfter(reading, ids, followUp);
  const { organization } = world;
  return {
    kind: 'follow-up',
    analyzers,
    parameters,
    write: reading.write || followUp.kind === 'approve',
    followUp,
    confidence: 1,
    offers: [],
    explanation: explain({ titles, parameters, organization, notes }),
  };
}

/** A filter adds to the parameters of the answer before; everything else keeps them. */
function parametersAfter(
  reading: QuestionReading,
  ids: readonly string[],
  { kind }: FollowUp,
): Parameters {
  const { catalogue, world, text, features } = reading;
  const summary = catalogue.find((entry) => entry.id === ids[0]);
  const refined = refineParameters(reading.parameters, summary, features);
  const before = world.previous?.parameters;
  if (before === undefined) return refined;
  return kind === 'filter' || kind === 'group'
    ? mergeParameters(before, refined, text.lower)
    : before;
}
