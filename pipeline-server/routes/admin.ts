import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import type { AdminStatus, PipelineStatus, ServerStatus } from '../contracts/server-status.ts';
import { XopsError, xopsError } from '../errors.ts';
import type { Place } from '../pages/place.ts';
import { renderAdmin } from '../pages/render-admin.ts';
import type { ChangeRecorder } from '../plugins/change-recorder.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';
import { SECRET_MASK } from '../plugins/valves-values.ts';
import { acceptForms, FORM_BYTES } from './accept-forms.ts';
import { pageErrors, sendPage } from './page-answers.ts';
import type { Exchange } from './request-context.ts';
import { textOf } from './safe-next.ts';

/** What the page of settings works with. */
export interface AdminDependencies {
  readonly place: Place;
  readonly status: {
    readonly forEverybody: () => Promise<ServerStatus>;
    readonly forAdmins: () => Promise<AdminStatus>;
  };
  readonly host: Pick<PluginHost, 'updateValves'>;
  readonly recorder: Pick<ChangeRecorder, 'valves'>;
}

/**
 * `GET /admin`, the page of settings, and `POST /admin/valves/{id}`, a form of it; for keys without the scope admin the page
 * shows less and changes nothing. `GET /admin/status`: the same as JSON.
 */
export function adminRoutes(dependencies: AdminDependencies): FastifyPluginAsync {
  const config = { scope: 'page' } as const;
  return async (app) => {
    acceptForms(app);
    app.setErrorHandler(pageErrors(dependencies.place.base));
    app.get('/admin', { config }, (request, reply) => answer({ request, reply }, dependencies));
    app.get('/admin/status', { config: { scope: 'admin' } }, () => dependencies.status.forAdmins());
    app.post<{ Params: { id: string } }>(
      '/admin/valves/:id',
      { config, bodyLimit: FORM_BYTES },
      (request, reply) => changeValves({ request, reply }, request.params.id, dependencies),
    );
  };
}

async function answer(
  { request, reply }: Exchange,
  { status, place }: AdminDependencies,
  problem: string | null = null,
): Promise<FastifyReply> {
  const admin = isAdmin(request);
  const shown = admin ? await status.forAdmins() : await status.forEverybody();
  return sendPage(reply, renderAdmin({ place, status: shown, problem }));
}

/** What was typed is checked by the plugin's own schema; a refusal stands on the page, with its status. */
async function changeValves(
  exchange: Exchange,
  id: string,
  dependencies: AdminDependencies,
): Promise<FastifyReply> {
  const { request, reply } = exchange;
  const { principal } = request;
  const { name } = principal;
  if (!isAdmin(request))
    throw xopsError('XOPS_SCOPE_MISSING', { key: name ?? principal.id, scope: 'admin' });
  try {
    const { pipelines } = await dependencies.status.forAdmins();
    const patch = patchOf(
      pipelines.find((pipeline) => pipeline.id === id),
      request.body,
    );
    await dependencies.host.updateValves(id, patch, (changes) =>
      dependencies.recorder.valves(principal, { id, changes }),
    );
    request.log.info({ pipeline: id, by: name }, 'valves were changed on the page');
    return reply.redirect(
      `${dependencies.place.base}/admin#pipeline-${encodeURIComponent(id)}`,
      303,
    );
  } catch (error) {
    if (!(error instanceof XopsError) || error.status !== 422) throw error;
    return await answer({ request, reply: reply.code(422) }, dependencies, error.message);
  }
}

/** Only what the form holds and is not as it was shown: a masked secret, for one, stays. */
function patchOf(pipeline: PipelineStatus | undefined, form: unknown): Record<string, string> {
  const changed = (pipeline?.valves ?? []).flatMap(({ key, value }) => {
    if (typeof form !== 'object' || form === null || !Object.hasOwn(form, key)) return [];
    const typed = textOf(form, key);
    const isSame = typed === (value ?? '') || (typed === '' && value === SECRET_MASK);
    return isSame ? [] : [[key, typed] as const];
  });
  return Object.fromEntries(changed);
}

function isAdmin({ principal }: Exchange['request']): boolean {
  return principal.scopes.includes('admin');
}
