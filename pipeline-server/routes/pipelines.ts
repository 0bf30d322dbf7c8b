import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { xopsError } from '../errors.ts';
import type { ChangeRecorder } from '../plugins/change-recorder.ts';
import type { CodeUpload, KeptPlugin } from '../plugins/code-upload.ts';
import type { PluginHost } from '../plugins/plugin-host.ts';

/** What the routes of plugins need. */
export interface PipelineDependencies {
  readonly host: PluginHost;
  readonly codeUpload: CodeUpload;
  readonly recorder: ChangeRecorder;
}

const SHA256 = Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$' }));
const ADD = Type.Object({ url: Type.String({ maxLength: 2000 }), sha256: SHA256 });
const UPLOAD = Type.Object({ sha256: SHA256 });
const DELETE = Type.Object({ id: Type.String({ maxLength: 200 }) });

/** `/pipelines` and what an admin does with plugins: add, upload, delete, reload. */
export function pipelineRoutes(dependencies: PipelineDependencies): FastifyPluginAsyncTypebox {
  const { host, codeUpload, recorder } = dependencies;
  const config = { scope: 'admin' as const };
  return async (app) => {
    app.get('/pipelines', { config }, () => ({ data: host.list() }));
    app.post('/pipelines/add', { config, schema: { body: ADD } }, async (request) => {
      const { url, sha256 } = request.body;
      const kept = await codeUpload.addFromUrl(url, sha256);
      await recorder.kept(request.principal, kept);
      return keptAnswer('added', 'from', kept);
    });
    app.post('/pipelines/upload', { config, schema: { querystring: UPLOAD } }, async (request) => {
      codeUpload.assertEnabled();
      const { name, content } = await readUpload(request);
      const kept = await codeUpload.upload({ name, content, sha256: request.query.sha256 });
      await recorder.kept(request.principal, kept);
      return keptAnswer('uploaded', 'to', kept);
    });
    app.delete(
      '/pipelines/delete',
      { config, schema: { body: DELETE } },
      async ({ body, principal }) => {
        await codeUpload.remove(body.id);
        await recorder.removed(principal, body.id);
        return { status: true, detail: `Pipeline ${body.id} deleted successfully` };
      },
    );
    app.post('/pipelines/reload', { config }, async ({ principal }) => {
      await host.reload();
      await recorder.reloaded(principal);
      return { message: 'Pipelines reloaded successfully.' };
    });
  };
}

/** The reference server's sentence, and what identifies the file. */
function keptAnswer(verb: string, preposition: string, kept: KeptPlugin) {
  const detail = `Pipeline ${verb} successfully ${preposition} ${kept.path}`;
  return { status: true, detail, id: kept.id, sha256: kept.sha256 };
}

interface UploadedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** The part `file` of a multipart form; its size is bounded by the form parser's own limit. */
async function readUpload(request: FastifyRequest): Promise<UploadedFile> {
  if (!request.isMultipart()) {
    throw xopsError('XOPS_BODY_INVALID', { reason: 'send a multipart form with a part "file"' });
  }
  const part = await request.file();
  if (part?.fieldname !== 'file') {
    throw xopsError('XOPS_BODY_INVALID', { reason: 'the form has no part "file"' });
  }
  return { name: part.filename, content: await part.toBuffer() };
}
