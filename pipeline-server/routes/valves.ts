import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { PluginHost } from '../plugins/plugin-host.ts';

const PARAMS = Type.Object({ id: Type.String() });
const PATCH = Type.Record(Type.String(), Type.Unknown());

/** `/{id}/valves`, `/{id}/valves/spec` and `/{id}/valves/update`: what an admin sees and changes of a plugin. */
export function valvesRoutes(host: PluginHost): FastifyPluginAsyncTypebox {
  const options = { config: { scope: 'admin' as const }, schema: { params: PARAMS } };
  return async (app) => {
    app.get('/:id/valves', options, (request) => host.valves(request.params.id));
    app.get('/:id/valves/spec', options, (request) => host.valvesSpec(request.params.id));
    app.post(
      '/:id/valves/update',
      { config: options.config, schema: { params: PARAMS, body: PATCH } },
      (request) => host.updateValves(request.params.id, request.body),
    );
  };
}
