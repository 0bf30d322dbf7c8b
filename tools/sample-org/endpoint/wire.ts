import { AwsError } from '../handler.ts';
import type { SignedRequest } from './signature.ts';

/** What goes back over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request without its protocol. */
interface Decoded {
  readonly operation: string;
  readonly input: unknown;
}

/** Puts one of AWS's protocols on and takes it off. */
export interface Codec {
  /** @throws AwsError when the request names no operation or its body cannot be read. */
  decode(request: SignedRequest): Decoded;
  encode(operation: string, output: unknown): WireResponse;
  encodeError(error: AwsError): WireResponse;
}

/** The error for an operation that the service does not have. */
export function unknownOperation(name: string): AwsError {
  return new AwsError('UnknownOperationException', `The operation ${name} is not known.`);
}

/** Reads a JSON body; an empty one stands for no input. @throws AwsError `SerializationException` */
export function readJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below: AWS does not tell apart what is no JSON and what is no object.
  }
  throw new AwsError(
    'SerializationException',
    'Start of structure or map found where not expected.',
  );
}
