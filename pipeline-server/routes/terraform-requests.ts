import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ApprovalRequest, Person } from '../contracts/approvals.ts';
import { provesPerson } from '../contracts/principal.ts';
import { xopsError } from '../errors.ts';
import { type ApprovalRouteOptions, personOf, refusable } from './approval-exchange.ts';

/** What the route needs besides those of approvals. */
export interface TerraformRequestOptions extends ApprovalRouteOptions {
  /** Asks for the approval of a saved plan. */
  readonly requestPlan: (plan: UploadedPlan, requester: Person) => Promise<ApprovalRequest>;
}

/** A saved plan of Terraform that somebody uploads. */
interface UploadedPlan {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly directory: string;
  readonly purpose: string;
}

const MOST_BYTES = 50 * 1024 * 1024;
const MOST_TEXT = 4096;
const FORM = 'send a multipart form with directory, purpose and then plan, the file';

/** `POST /api/approvals/terraform`: a saved plan becomes a request of the person who uploads it. */
export function terraformRequestRoutes(options: TerraformRequestOptions): FastifyPluginAsync {
  return async (app) => {
    app.post(
      '/api/approvals/terraform',
      { config: { scope: 'page' } as const },
      async (request, reply) => {
        const person = await personOf(request, options);
        if (!provesPerson(person.proof)) {
          throw xopsError('XOPS_APPROVAL_FORBIDDEN', {
            reason:
              'It is not proved who you are: sign in with a personal key or your identity provider.',
          });
        }
        const plan = await readUpload(request);
        const approval = await refusable(() => options.requestPlan(plan, person));
        return reply.code(201).send({ approval });
      },
    );
  };
}

async function readUpload(request: FastifyRequest): Promise<UploadedPlan> {
  if (!request.isMultipart()) throw invalid(FORM);
  const part = await request.file({ limits: { fileSize: MOST_BYTES, fieldSize: MOST_TEXT } });
  if (part?.fieldname !== 'plan') throw invalid(FORM);
  const bytes = await part.toBuffer();
  const textOf = (name: string): string => {
    const field = part.fields[name];
    const value =
      field === undefined || Array.isArray(field) || field.type !== 'field' ? null : field.value;
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw invalid(`${name} is missing: ${FORM}`);
  };
  const name = part.filename.replaceAll(/[^\w.-]/g, '_').slice(0, 100) || 'plan';
  return { bytes, name, directory: textOf('directory'), purpose: textOf('purpose') };
}

function invalid(reason: string): Error {
  return xopsError('XOPS_BODY_INVALID', { reason });
}
