import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { ReportFile, ReportFiles } from '../contracts/reports.ts';
import { xopsError } from '../errors.ts';

const PLACE = Type.Object({ id: Type.String(), file: Type.String() });

/** A page of ours gets an origin of its own, runs nothing, loads nothing and is framed by nobody. */
const PAGE_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
  'content-security-policy': PAGE_POLICY,
};

/**
 * `GET /evidence/{id}/{file}`: a kept file of a report, by a signed link or a key with the scope `admin`. Everything is
 * downloaded but HTML, which is shown in a sandbox. What the report's manifest does not name is not there.
 */
export function evidenceRoutes(files: ReportFiles): FastifyPluginAsync {
  return async (app) => {
    app.get<{ Params: { id: string; file: string } }>(
      '/evidence/:id/:file',
      { config: { scope: 'signed-link' }, schema: { params: PLACE } },
      async (request, reply) => {
        const { id, file } = request.params;
        const found = await files.read(id, file);
        if (found === null) throw xopsError('XOPS_EVIDENCE_NOT_FOUND');
        return send(reply, found);
      },
    );
  };
}

function send(reply: FastifyReply, { name, mediaType, bytes }: ReportFile): FastifyReply {
  const disposition = mediaType.startsWith('text/html') ? 'inline' : 'attachment';
  return reply
    .headers(SECURITY_HEADERS)
    .header('content-disposition', `${disposition}; filename="${name}"`)
    .type(mediaType)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}
