import type { Analyzers } from '../contracts/analysis.ts';
import type { Clock } from '../contracts/context.ts';
import { type Estimate, estimateOf } from '../contracts/spending.ts';
import type { BoardQuestion } from './board.ts';

/** What may be asked for a page without asking the person first. */
export interface PriceAgreements {
  /** What analyses cost, about and at most, where that is more than may be spent without asking and the person has not agreed; else null. */
  offer(question: BoardQuestion, analyzers: readonly string[]): Estimate | null;
  /** The person agrees to the price of these analyses over this view. */
  agree(question: BoardQuestion, analyzers: readonly string[]): void;
}

/** What prices are judged by. */
export interface PriceRules {
  readonly analyzers: Pick<Analyzers, 'list'>;
  /** USD. */
  readonly askAboveUsd: number;
  readonly clock: Clock;
}

/** As long as the answers of Cost Explorer serve: then the next request is paid again. */
const AGREED_MS = 8 * 3_600_000;
/** The oldest agreement beyond these is asked for again. */
const MOST_AGREEMENTS = 2000;

/** Remembers who agreed to what, until the server restarts. */
export function createPriceAgreements(rules: PriceRules): PriceAgreements {
  const agreed = new Map<string, number>();
  const isOpen = (key: string) => (agreed.get(key) ?? 0) <= rules.clock.now().getTime();
  return {
    offer(question, analyzers) {
      const open = analyzers.filter((id) => isOpen(keyOf(question, id)));
      const entries = rules.analyzers.list();
      const price = estimateOf(
        open.flatMap((id) => entries.find((entry) => entry.id === id) ?? []),
      );
      return price.usd > rules.askAboveUsd ? price : null;
    },
    agree(question, analyzers) {
      const until = rules.clock.now().getTime() + AGREED_MS;
      for (const id of analyzers) {
        agreed.delete(keyOf(question, id));
        agreed.set(keyOf(question, id), until);
      }
      for (const key of agreed.keys()) {
        if (agreed.size > MOST_AGREEMENTS) agreed.delete(key);
      }
    },
  };
}

function keyOf({ identity, parameters }: BoardQuestion, analyzer: string): string {
  return JSON.stringify([identity, parameters, analyzer]);
}
