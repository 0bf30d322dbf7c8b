import type { AnalyzerSummary } from '../../contracts/catalogue.ts';
import type { Domain } from '../../contracts/parameters.ts';
import type { AnswerStatus, Outcome, Turn } from './answer.ts';
import type { Block, Text } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import { count } from './format-value.ts';
import { firstNames } from './present-facts.ts';

const DOMAIN_WORDS: Readonly<Record<Domain, string>> = {
  cost: 'Cost',
  security: 'Security',
  reliability: 'Reliability',
  inventory: 'Inventory',
  certificates: 'Certificates',
};

/** An ambiguous question: three offers as ready questions, not a guess. */
export function offerQuestions(turn: Turn): Outcome {
  const { offers } = turn.understanding;
  if (offers.length === 0) {
    return guidance([lead('The question is not clear enough to run.'), askForHelp()]);
  }
  return guidance([
    lead('Which of these do you mean? ', 'Ask one of them as it stands:'),
    ...list(offers.map(offerLine), true),
  ]);
}

/** A question for a check that the catalogue knows but that is not built. */
export function answerNotBuilt(turn: Turn): Outcome {
  const wanted = turn.understanding.analyzers.map((id) => entryOf(turn, id)?.title ?? id);
  const near = turn.understanding.offers;
  return guidance([
    lead(
      { strong: 'Not built yet' },
      `: ${wanted.join('; ')}. xOps knows the check but cannot run it.`,
    ),
    ...(near.length === 0 ? [] : [paragraph('Near it, and ready:')]),
    ...list(near.map(offerLine)),
  ]);
}

/** A question outside the field. */
export function answerOutside(): Outcome {
  return guidance([
    lead(
      'That is outside what xOps knows: it answers questions about cost, security, reliability, inventory and certificates in AWS.',
    ),
    askForHelp(),
  ]);
}

/** A question that names an account, a Region or a day that does not exist. */
export function refuse({ understanding }: Turn): Outcome {
  const refusals = understanding.refusals ?? [];
  return guidance(
    [
      lead(refusals.map(({ problem }) => problem).join(' ')),
      ...refusals.map(({ remedy }) => paragraph(remedy)),
    ],
    'failed',
  );
}

function askForHelp(): Block {
  return paragraph('Ask ', { code: 'help' }, ' to see what it can do.');
}

/** What it can do: the built checks of each domain, and what can be said after an answer. */
export function showHelp(turn: Turn): Outcome {
  const built = turn.deps.analyzers.list().filter((entry) => entry.built);
  const domains = [...new Set(built.map((entry) => entry.domain))];
  return guidance([
    lead(
      'Ask about your AWS organization in plain English; ',
      { strong: count(built.length, 'analysis', 'analyses') },
      ' are ready.',
    ),
    ...list(domains.map((domain) => domainLine(domain, built))),
    paragraph(
      'Name accounts, Regions, tags, a period or a number of rows: ',
      { code: 'cost by service last quarter, top 5' },
      '.',
    ),
    paragraph(
      'After an answer: ',
      ...codes(['more', 'only prod', 'by account', 'explain 1', 'alternatives', 'export as csv']),
      '. xOps only reads; it never changes anything.',
    ),
  ]);
}

/** A follow-up without anything to follow. */
export function nothingToFollow(): Outcome {
  return guidance([
    lead('There is no earlier answer in this chat to go on from.'),
    paragraph(
      'Start with a question, such as ',
      { code: 'Show me idle EC2 across all accounts' },
      '.',
    ),
  ]);
}

function offerLine(offer: { readonly title: string; readonly question: string }): Text {
  return [{ code: offer.question }, ` – ${offer.title}`];
}

function domainLine(domain: Domain, built: readonly AnalyzerSummary[]): Text {
  const titles = built.filter((entry) => entry.domain === domain).map((entry) => entry.title);
  return [{ strong: DOMAIN_WORDS[domain] }, `: ${firstNames(titles, '; ')}`];
}

function codes(texts: readonly string[]): Text {
  return texts.flatMap((text) => [', ', { code: text }]).slice(1);
}

function entryOf(turn: Turn, id: string): AnalyzerSummary | undefined {
  return turn.deps.analyzers.list().find((entry) => entry.id === id);
}

function guidance(document: readonly Block[], status: AnswerStatus = 'done'): Outcome {
  return { status, results: [], failures: [], recommendations: [], document, topic: null };
}
