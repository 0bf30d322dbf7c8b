import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { DEVIATIONS, type Deviation } from './reference-deviations.ts';
import {
  type Answer,
  type Exchange,
  readExchanges,
  recordedAnswer,
  replay,
} from './replay-exchange.ts';
import { startTestApp } from './start-test-app.ts';

const PIPELINES_DIR = fileURLToPath(new URL('./fixtures/pipelines', import.meta.url));
const exchanges = await readExchanges();

/** Deviations of an exchange, in the order of the table. */
function deviationsOf(name: string): readonly Deviation[] {
  return DEVIATIONS.filter(({ exchanges: names }) => names.includes(name.replace(/\/v1$/, '')));
}

/** What the table says that we answer. */
function expectedAnswer(exchange: Exchange): Answer {
  return deviationsOf(exchange.name).reduce<Answer>(
    (answer, deviation) => deviation.ours(answer),
    recordedAnswer(exchange),
  );
}

describe('the exchanges recorded from the reference server', () => {
  it('are all there', () => expect(exchanges).toHaveLength(119));

  it('are answered alike, but for the deviations of the table', async () => {
    const { app } = await startTestApp({ environment: { PIPELINES_DIR } });
    expect(await unexpectedAnswers(app)).toEqual([]);
  });

  /** Sends everything in order: some requests change valves which later ones read. */
  async function unexpectedAnswers(app: FastifyInstance): Promise<readonly unknown[]> {
    const unexpected: unknown[] = [];
    for (const exchange of exchanges) {
      const [answer, expected] = [await replay(app, exchange), expectedAnswer(exchange)];
      if (isDeepStrictEqual(answer, expected)) continue;
      unexpected.push({ name: exchange.name, answer, expected });
    }
    return unexpected;
  }
});

describe('the table of deviations', () => {
  const names = new Set(exchanges.map(({ name }) => name.replace(/\/v1$/, '')));

  it('names every deviation once', () => {
    const ids = DEVIATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(DEVIATIONS.map((deviation) => [deviation.id, deviation] as const))(
    '%s applies to recorded exchanges, and still changes each of them',
    (_, deviation) => {
      expect(deviation.exchanges.filter((name) => !names.has(name))).toEqual([]);
      expect(unchangedBy(deviation)).toEqual([]);
    },
  );

  /** Exchanges that the deviation no longer changes: the table promises a difference which is gone. */
  function unchangedBy(deviation: Deviation): readonly string[] {
    const concerned = exchanges.filter(({ name }) => deviationsOf(name).includes(deviation));
    return concerned.filter((exchange) => !changes(deviation, exchange)).map(({ name }) => name);
  }

  function changes(deviation: Deviation, exchange: Exchange): boolean {
    const earlier = DEVIATIONS.slice(0, DEVIATIONS.indexOf(deviation));
    const before = deviationsOf(exchange.name)
      .filter((candidate) => earlier.includes(candidate))
      .reduce<Answer>((answer, candidate) => candidate.ours(answer), recordedAnswer(exchange));
    return !isDeepStrictEqual(before, deviation.ours(before));
  }
});
