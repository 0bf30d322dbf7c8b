import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import {
  APPROVAL_STATUSES,
  type ApprovalQuery,
  type ApprovalStatus,
} from '../contracts/approvals.ts';
import { provesPerson } from '../contracts/principal.ts';
import type { KeptEvidence } from '../contracts/reports.ts';
import { xopsError } from '../errors.ts';
import type { Place } from '../pages/place.ts';
import { renderApproval, renderApprovalPanels } from '../pages/render-approval.ts';
import { type EvidencePage, renderEvidencePage } from '../pages/render-evidence.ts';
import { renderInbox, renderInboxPanels } from '../pages/render-inbox.ts';
import { acceptForms } from './accept-forms.ts';
import {
  type ApprovalRouteOptions,
  abilitiesOf,
  needDetails,
  personOf,
  refusable,
} from './approval-exchange.ts';
import { carryOut, ORDERS } from './approval-orders.ts';
import { pageErrors, sendPage } from './page-answers.ts';

const MOST_WAITING = 200;
const MOST_RECENT = 50;
const MOST_LISTED = 1000;
const CONFIG = { scope: 'page' } as const;

/** What the pages work with, besides what programs get. */
export interface ApprovalPageOptions extends ApprovalRouteOptions {
  readonly place: Place;
  /** What is kept under `sha256:` and a hash. */
  readonly readEvidence: (id: string) => Promise<KeptEvidence | null>;
}

/** `GET /approvals`, `/approvals/{id}`, what it rests on, and the forms on them, for whoever is signed in. */
export function approvalPageRoutes(options: ApprovalPageOptions): FastifyPluginAsync {
  const { place } = options;
  return async (app) => {
    acceptForms(app);
    app.setErrorHandler(pageErrors(place.base, wayBack));
    app.get('/approvals', { config: CONFIG }, async (request, reply) =>
      sendPage(reply, renderInbox(await inboxOf(request, options))),
    );
    app.get('/approvals/panels', { config: CONFIG }, async (request, reply) =>
      sendPage(reply, renderInboxPanels(await inboxOf(request, options)).text),
    );
    app.get('/approvals/:id', { config: CONFIG }, async (request, reply) =>
      sendPage(reply, renderApproval(await pageOf(request, options))),
    );
    app.get('/approvals/:id/panels', { config: CONFIG }, async (request, reply) =>
      sendPage(reply, renderApprovalPanels(await pageOf(request, options)).text),
    );
    app.get('/approvals/:id/evidence/:hash', { config: CONFIG }, async (request, reply) =>
      sendPage(reply, renderEvidencePage(await evidenceOf(request, options))),
    );
    for (const name of ORDERS) {
      app.post<{ Params: { id: string } }>(
        `/approvals/:id/${name}`,
        { config: CONFIG },
        async (request, reply) => {
          const { id } = request.params;
          const person = await personOf(request, options);
          await refusable(() =>
            carryOut({ id, name, body: request.body, person, channel: 'page' }, options),
          );
          return reply.redirect(`${place.base}/approvals/${encodeURIComponent(id)}`, 303);
        },
      );
    }
  };
}

/** Who was refused something on the page of a request wants to see how it stands. */
function wayBack({ method, params }: FastifyRequest) {
  const { id } = params as { id?: string };
  return method === 'POST' && id !== undefined
    ? { path: `/approvals/${encodeURIComponent(id)}`, words: 'Back to the request' }
    : { path: '/approvals', words: 'To all requests' };
}

async function inboxOf(request: FastifyRequest, options: ApprovalPageOptions) {
  const person = await personOf(request, options);
  const canDecide = provesPerson(person.proof);
  const query = { requester: null, after: null } as const;
  const pending: ApprovalQuery = {
    ...query,
    statuses: ['PENDING'],
    waitingFor: person,
    limit: MOST_WAITING,
  };
  const waiting = canDecide ? await options.approvals.list(pending) : [];
  const recent = await options.approvals.list({
    ...query,
    statuses: [],
    waitingFor: null,
    limit: MOST_RECENT,
  });
  return { place: options.place, person, canDecide, waiting, recent };
}

async function pageOf(request: FastifyRequest, options: ApprovalPageOptions) {
  const details = await needDetails(request, options);
  const person = await personOf(request, options);
  const abilities = await abilitiesOf(details, person, options);
  return {
    place: options.place,
    person,
    canDecide: provesPerson(person.proof),
    details,
    abilities,
  };
}

/** Only what this plan rests on: nothing else that is kept is opened by knowing its hash. */
async function evidenceOf(
  request: FastifyRequest,
  options: ApprovalPageOptions,
): Promise<EvidencePage> {
  const { request: approval } = await needDetails(request, options);
  const { hash = '' } = request.params as { hash?: string };
  const evidence = approval.plan.evidence.find(({ id }) => id === `sha256:${hash}`);
  if (evidence === undefined) throw notKept('This request does not rest on such an answer.');
  const kept = await options.readEvidence(evidence.id);
  if (kept === null) {
    throw notKept(
      'It is not kept: the retention deleted it, it might have held a secret, or evidence.keepAnswers is off.',
    );
  }
  return { place: options.place, approval, evidence, kept };
}

function notKept(reason: string): Error {
  return xopsError('XOPS_EVIDENCE_NOT_KEPT', { reason });
}

/** The same for programs: `GET /api/approvals`, `/api/approvals/{id}`, `POST /api/approvals/{id}/{order}`. */
export function approvalApiRoutes(options: ApprovalRouteOptions): FastifyPluginAsync {
  return async (app) => {
    app.get('/api/approvals', { config: CONFIG }, async (request, reply) =>
      reply.send({ approvals: await options.approvals.list(await queryOf(request, options)) }),
    );
    app.get('/api/approvals/:id', { config: CONFIG }, async (request, reply) => {
      const {
        request: approval,
        decisions,
        outcomes,
        history,
      } = await needDetails(request, options);
      return reply.send({ approval, decisions, outcomes, history });
    });
    for (const name of ORDERS) {
      app.post<{ Params: { id: string } }>(
        `/api/approvals/:id/${name}`,
        { config: CONFIG },
        (request, reply) => answerOrder({ request, reply }, name, options),
      );
    }
  };
}

async function answerOrder(
  {
    request,
    reply,
  }: { readonly request: FastifyRequest<{ Params: { id: string } }>; readonly reply: FastifyReply },
  name: (typeof ORDERS)[number],
  options: ApprovalRouteOptions,
): Promise<FastifyReply> {
  const { id } = request.params;
  const person = await personOf(request, options);
  const order = { id, name, body: request.body, person, channel: 'api' } as const;
  return reply.send({ approval: await refusable(() => carryOut(order, options)) });
}

async function queryOf(
  request: FastifyRequest,
  options: ApprovalRouteOptions,
): Promise<ApprovalQuery> {
  const {
    status,
    waiting,
    after,
    limit = '100',
    ...unknown
  } = request.query as Record<string, string>;
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined)
    throw invalid(`"${surplus}" is no parameter: there are status, waiting, after, limit`);
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > MOST_LISTED)
    throw invalid(`limit is a number up to ${MOST_LISTED}`);
  return {
    statuses: status === undefined ? [] : [statusOf(status)],
    requester: null,
    waitingFor: waiting === 'me' ? await personOf(request, options) : null,
    after: after ?? null,
    limit: Number(limit),
  };
}

function statusOf(text: string): ApprovalStatus {
  const found = APPROVAL_STATUSES.find((status) => status === text.toUpperCase());
  if (found === undefined) throw invalid(`status is one of ${APPROVAL_STATUSES.join(', ')}`);
  return found;
}

function invalid(reason: string): Error {
  return xopsError('XOPS_BODY_INVALID', { reason });
}
