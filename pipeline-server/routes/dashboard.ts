import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Analyzers, Organization } from '../contracts/analysis.ts';
import type { Clock } from '../contracts/context.ts';
import type { Parameters } from '../contracts/parameters.ts';
import { REPORT_FORMATS, type ReportFormat, type WrittenReport } from '../contracts/reports.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import { estimateText } from '../contracts/spending.ts';
import { xopsError } from '../errors.ts';
import type { Board } from '../pages/board.ts';
import { type BoardFilter, type Query, queryOf, readFilter } from '../pages/board-filter.ts';
import { analyzersOf, PANELS, type Panel } from '../pages/panels.ts';
import type { Place } from '../pages/place.ts';
import type { PriceAgreements } from '../pages/price-agreements.ts';
import { type BoardPage, renderBoard, renderPanels } from '../pages/render-board.ts';
import { renderSheet } from '../pages/render-sheet.ts';
import { readTableQuery, type TableQuery } from '../pages/table-query.ts';
import { acceptForms, FORM_BYTES } from './accept-forms.ts';
import { answered, runContext } from './analysis-exchange.ts';
import { pageErrors, sendPage } from './page-answers.ts';
import type { Exchange } from './request-context.ts';

/** What the dashboard's pages are built from. */
export interface DashboardDependencies {
  readonly analyzers: Analyzers;
  readonly board: Board;
  readonly prices: PriceAgreements;
  readonly clock: Clock;
  readonly place: Place;
  /** Writes the file of one analysis. */
  readonly exportResult: (
    result: AnalysisResult,
    format: ReportFormat,
    createdBy: string,
  ) => Promise<WrittenReport>;
}

/** What a page waits for panels before it is sent without those that are not there yet. */
const PATIENCE_MS = 4000;

/** What a table and its file are addressed by, besides the filter. */
const TABLE_PARAMETERS = ['groupBy', 'sort', 'order', 'page', 'format'];

/**
 * `GET /dashboard`, `/dashboard/panels` (the panels alone), `/dashboard/tables/{analyzer}` and
 * `/dashboard/export/{analyzer}`, and `POST /dashboard/ask`, which agrees to the price of a panel, for whoever is signed in.
 */
export function dashboardRoutes(dependencies: DashboardDependencies): FastifyPluginAsync {
  const config = { scope: 'page' } as const;
  return async (app) => {
    acceptForms(app);
    app.setErrorHandler(pageErrors(dependencies.place.base));
    app.get('/dashboard', { config }, async (request, reply) => {
      const page = await readPage({ request, reply }, dependencies);
      return sendPage(reply.code(page.problem === null ? 200 : 422), renderBoard(page));
    });
    app.get('/dashboard/panels', { config }, async (request, reply) => {
      const page = await readPage({ request, reply }, dependencies);
      if (page.problem !== null) throw invalid(page.problem);
      return sendPage(reply, renderPanels(page).text);
    });
    app.post('/dashboard/ask', { config, bodyLimit: FORM_BYTES }, (request, reply) =>
      agreeToPrice({ request, reply }, dependencies),
    );
    app.get('/dashboard/tables/:analyzer', { config }, (request, reply) =>
      answerSheet({ request, reply }, dependencies),
    );
    app.get('/dashboard/export/:analyzer', { config }, (request, reply) =>
      answerExport({ request, reply }, dependencies),
    );
  };
}

async function readPage(
  exchange: Exchange,
  dependencies: DashboardDependencies,
): Promise<BoardPage> {
  const { board, place } = dependencies;
  const { principal, session, query } = exchange.request;
  const organization = await readOrganization(exchange, dependencies);
  const read = readFilter(query as Query, organization);
  const common = { place, organization, filter: read.filter, isSignedIn: session !== null };
  if ('problem' in read) return { ...common, problem: read.problem, panels: null };
  const question = { identity: principal.id, parameters: read.parameters };
  return { ...common, problem: null, panels: await board.read(question, PATIENCE_MS) };
}

/** The page that is gone on to asks AWS. */
async function agreeToPrice(
  exchange: Exchange,
  dependencies: DashboardDependencies,
): Promise<FastifyReply> {
  const { principal, query } = exchange.request;
  const panel = findPanel(query as Query);
  const organization = await readOrganization(exchange, dependencies);
  const read = readFilter(query as Query, organization, ['panel']);
  if ('problem' in read) throw invalid(read.problem);
  const question = { identity: principal.id, parameters: read.parameters };
  dependencies.prices.agree(question, analyzersOf(panel));
  const address = `${dependencies.place.base}/dashboard${queryOf(read.filter)}#panel-${panel.id}`;
  return exchange.reply.redirect(address, 303);
}

function findPanel({ panel }: Query): Panel {
  const found = PANELS.find(({ id }) => id === panel);
  if (found === undefined)
    throw invalid(`panel is one of ${PANELS.map(({ id }) => id).join(', ')}.`);
  return found;
}

/** @throws XOPS_ANALYSIS_FAILED with the remedy. */
async function readOrganization(
  exchange: Exchange,
  { analyzers, clock }: DashboardDependencies,
): Promise<Organization> {
  return await answered(() => analyzers.organization(runContext(exchange, clock)));
}

interface Asked {
  readonly filter: BoardFilter;
  readonly query: TableQuery;
  readonly result: AnalysisResult;
}

async function answerSheet(
  exchange: Exchange,
  dependencies: DashboardDependencies,
): Promise<FastifyReply> {
  const asked = await analyse(exchange, dependencies);
  const readAt = dependencies.clock.now().toISOString();
  return sendPage(exchange.reply, renderSheet({ place: dependencies.place, readAt, ...asked }));
}

/** The file lies behind a signed link on this same host, whatever host the browser knows it by. */
async function answerExport(
  exchange: Exchange,
  dependencies: DashboardDependencies,
): Promise<FastifyReply> {
  const format = readFormat(exchange.request.query as Query);
  const { result } = await analyse(exchange, dependencies);
  const { id } = exchange.request.principal;
  const { url } = await dependencies.exportResult(result, format, id);
  const { pathname, search } = new URL(url);
  return exchange.reply.header('cache-control', 'no-store').redirect(pathname + search, 303);
}

/** Runs the analysis that the address names, over what its query says. */
async function analyse(exchange: Exchange, dependencies: DashboardDependencies): Promise<Asked> {
  const { analyzers, clock } = dependencies;
  const query = exchange.request.query as Query;
  const analyzer = findAnalyzer(exchange.request.params, analyzers);
  const tableQuery = readTableQuery(query);
  if (typeof tableQuery === 'string') throw invalid(tableQuery);
  const read = readFilter(query, await readOrganization(exchange, dependencies), TABLE_PARAMETERS);
  if ('problem' in read) throw invalid(read.problem);
  const question = { identity: exchange.request.principal.id, parameters: read.parameters };
  const price = dependencies.prices.offer(question, [analyzer]);
  if (price !== null) {
    throw xopsError('XOPS_NEEDS_AGREEMENT', { price: estimateText(price), id: analyzer });
  }
  const parameters: Parameters = { ...read.parameters, groupBy: tableQuery.groupBy };
  const context = runContext(exchange, clock);
  const result = await answered(() => analyzers.run(analyzer, parameters, context));
  return { filter: read.filter, query: tableQuery, result };
}

function findAnalyzer(params: unknown, analyzers: Analyzers): string {
  const { analyzer: id = '' } = params as { analyzer?: string };
  const found = analyzers.list().find((entry) => entry.id === id && entry.built);
  if (found === undefined) throw xopsError('XOPS_ANALYZER_NOT_FOUND', { id: id.slice(0, 80) });
  return found.id;
}

function readFormat({ format }: Query): ReportFormat {
  const known = REPORT_FORMATS.find((each) => each === format);
  if (known === undefined) throw invalid(`format is one of ${REPORT_FORMATS.join(', ')}.`);
  return known;
}

function invalid(reason: string): Error {
  return xopsError('XOPS_DASHBOARD_FILTER', { reason });
}
