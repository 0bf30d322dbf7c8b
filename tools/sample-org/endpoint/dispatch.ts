import { AwsError, type Call, type ServiceHandler } from '../handler.ts';
import { codecOf } from './codec.ts';
import type { Credentials } from './credentials.ts';
import type { FaultPlayer } from './faults.ts';
import { jsonCodec } from './json-codec.ts';
import { readScope, type Scope, type SignedRequest, verifySignature } from './signature.ts';
import { type Codec, unknownOperation, type WireResponse } from './wire.ts';

/** Answers a request, whatever it is: what goes wrong becomes an error as AWS words it. */
export type Dispatch = (request: SignedRequest) => Promise<WireResponse>;

interface Service {
  readonly handler: ServiceHandler;
  readonly codec: Codec;
}

/** What a dispatcher is made of. */
export interface DispatchOptions {
  readonly services: readonly ServiceHandler[];
  readonly credentials: Credentials;
  readonly faults: FaultPlayer;
}

/** Services of the JSON protocol refuse with 400; those of sessions are. */
const DENIED_STATUS = 400;

/** For requests that name no service we know. */
const FALLBACK = jsonCodec({ kind: 'json', version: '1.1', targetPrefix: '' });

/** Puts the services behind one door: the credential scope of the signature names service, Region and caller. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const services = new Map(
    options.services.map((handler) => [
      handler.signingName,
      { handler, codec: codecOf(handler.protocol) },
    ]),
  );
  return async (request) => {
    const service = services.get(serviceName(request));
    try {
      return await answer(request, service, options);
    } catch (error) {
      return (service?.codec ?? FALLBACK).encodeError(toAwsError(error));
    }
  };
}

function serviceName({ headers }: SignedRequest): string {
  return (
    /Credential=[^,]*\/([^/,]+)\/aws4_request/.exec(String(headers['authorization']))?.[1] ?? ''
  );
}

function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalServerException', 'The sample organisation failed to answer.', 500);
}

async function answer(
  request: SignedRequest,
  service: Service | undefined,
  { credentials, faults }: DispatchOptions,
): Promise<WireResponse> {
  const scope = readScope(headerOf(request, 'authorization'));
  const caller = authenticate(request, scope, credentials);
  if (service === undefined) throw unknownOperation(`of ${scope.service}`);
  const { handler, codec } = service;
  const { operation, input } = codec.decode(request);
  const call: Call = { operation, region: scope.region, caller };
  authorize(handler.iamPrefix ?? handler.signingName, call);
  await faults.before(handler.signingName, call);
  const run = Object.hasOwn(handler.operations, operation)
    ? handler.operations[operation]
    : undefined;
  if (run === undefined) throw unknownOperation(operation);
  return faults.after(handler.signingName, call, codec.encode(operation, await run(input, call)));
}

/** A session's policy takes rights away. */
function authorize(service: string, { operation, caller }: Call): void {
  const action = `${service}:${operation}`;
  if (caller.actions === null || caller.actions.includes(action)) return;
  const message = `User: ${caller.arn} is not authorized to perform: ${action} because no session policy allows the ${action} action`;
  throw new AwsError('AccessDeniedException', message, DENIED_STATUS);
}

function headerOf({ headers }: SignedRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function authenticate(request: SignedRequest, scope: Scope, credentials: Credentials) {
  const caller = credentials.callerOf(scope.accessKeyId, headerOf(request, 'x-amz-security-token'));
  verifySignature(request, scope, credentials.secretOf(scope.accessKeyId));
  return caller;
}
