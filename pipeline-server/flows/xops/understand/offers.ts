import type { Match } from './match-analyzers.ts';
import type { Offer } from './understanding.ts';

const OFFERS = 3;
/** Below this a neighbour has nothing to do with the question. */
const RELATED = 0.05;
/** Offered where nothing is near. */
const USUAL = new Set(['cost.history', 'cost.ec2.idle', 'sec.findings.critical']);

/** The nearest three, those that can be run first, each with its title as a question. */
export function offersOf(
  matches: readonly Match[],
  except: readonly string[] = [],
): readonly Offer[] {
  const others = matches.filter(({ analyzer }) => !except.includes(analyzer.id));
  const related = others.filter(({ score }) => score >= RELATED).slice(0, OFFERS * 4);
  const near =
    related.length > 0 ? related : others.filter(({ analyzer }) => USUAL.has(analyzer.id));
  const ready = [...near.filter(isBuilt), ...near.filter((match) => !isBuilt(match))];
  return ready.slice(0, OFFERS).map(({ analyzer: { id, title } }) => ({
    analyzer: id,
    title,
    question: `Show ${lowerFirst(title.replace(/ \([^)]*\)/g, ''))}`,
  }));
}

function isBuilt({ analyzer }: Match): boolean {
  return analyzer.built;
}

/** "Idle EC2" → "idle EC2", but "EBS volumes" stays. */
function lowerFirst(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}
