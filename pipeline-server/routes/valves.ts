import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { ChangeRecorder } from '../plugins/change-recorder.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';

const PARAMS = Type.Object({ id: Type.String() });
const PATCH = Type.Record(Type.String(), Type.Unknown());

/** What the routes of valves need. */
export interface ValvesDependencies {
  readonly host: PluginHost;
  readonly recorder: Pick<ChangeRecorder, 'valves'>;
}

/** `/{id}/valves`, `/{id}/valves/spec` and `/{id}/valves/update`: what an admin sees and changes of a plugin. */
export function valvesRoutes({ host, recorder }: ValvesDependencies): FastifyPluginAsyncTypebox {
  const options = { config: { scope: 'admin' as const }, schema: { params: PARAMS } };
  return async (app) => {
    app.get('/:id/valves', options, (request) => host.valves(request.params.id));
    app.get('/:id/valves/spec', options, (request) => host.valvesSpec(request.params.id));
    app.post(
      '/:id/valves/update',
      { config: options.config, schema: { params: PARAMS, body: PATCH } },
      ({ params: { id }, body, principal }) =>
        host.updateValves(id, body, (changes) => recorder.valves(principal, { id, changes })),
    );
  };
}
