import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { billReader, DEFAULT_SAVING_DAYS, readSavings } from '../approvals/read-savings.ts';
import type { SavingEntry } from '../approvals/savings.ts';
import type { Analyzers } from '../contracts/analysis.ts';
import type { Clock } from '../contracts/context.ts';
import type { Place } from '../pages/place.ts';
import { renderSavings } from '../pages/render-savings.ts';
import { acceptForms } from './accept-forms.ts';
import { answered, runContext } from './analysis-exchange.ts';
import { type ApprovalRouteOptions, personOf } from './approval-exchange.ts';
import { pageErrors, sendPage } from './page-answers.ts';
import type { Exchange } from './request-context.ts';

/** What the page of savings works with. */
export interface SavingRouteOptions extends ApprovalRouteOptions {
  readonly analyzers: Pick<Analyzers, 'run'>;
  readonly clock: Clock;
  readonly place: Place;
}

/** `GET /approvals/savings`, from the ledger alone, and `POST /approvals/savings`, which looks into the bill for a price. */
export function savingRoutes(options: SavingRouteOptions): FastifyPluginAsync {
  const config = { scope: 'page' } as const;
  return async (app) => {
    acceptForms(app);
    app.setErrorHandler(pageErrors(options.place.base));
    app.get('/approvals/savings', { config }, async (request, reply) => {
      const asked = { days: DEFAULT_SAVING_DAYS, now: options.clock.now() };
      const entries = await readSavings(options.approvals, asked, null);
      return answer({ request, reply }, entries, options);
    });
    app.post('/approvals/savings', { config }, async (request, reply) =>
      answer({ request, reply }, await measured({ request, reply }, options), options),
    );
  };
}

async function answer(
  { request, reply }: Exchange,
  entries: readonly SavingEntry[],
  options: SavingRouteOptions,
): Promise<FastifyReply> {
  const person = await personOf(request, options);
  const page = { place: options.place, person, days: DEFAULT_SAVING_DAYS, entries };
  return sendPage(reply, renderSavings(page));
}

/** Refused with the remedy where, for one, nothing more may be spent today. */
async function measured(
  exchange: Exchange,
  { approvals, analyzers, clock }: SavingRouteOptions,
): Promise<readonly SavingEntry[]> {
  const readBill = billReader(analyzers, runContext(exchange, clock));
  const asked = { days: DEFAULT_SAVING_DAYS, now: clock.now() };
  return await answered(() => readSavings(approvals, asked, readBill));
}
