import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** Who signed a request, as the access key in its credential scope says. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** The only actions that a session's policy leaves, e.g. `acm:ListCertificates`; null for all. */
  readonly actions: readonly string[] | null;
}

/** One request, after its protocol was taken off. */
export interface Call {
  readonly operation: string;
  /** Region of the credential scope. */
  readonly region: string;
  readonly caller: Caller;
}

/**
 * Answers one operation. The returned object becomes the body as it stands: timestamps of the JSON protocols are
 * epoch seconds (a number), members without a value are left out. Throws {@link AwsError} to refuse.
 */
export type Operation = (input: unknown, call: Call) => unknown;

/** A REST-JSON route. `{Name}` takes one path segment, `{Name+}` the rest; both become members of the input, as do query parameters. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly operation: string;
}

/** How a service is spoken to: AWS JSON 1.0/1.1 (`x-amz-target`), REST-JSON (routes), Query (form in, XML out) or EC2's form of it. */
export type Protocol =
  | { readonly kind: 'json'; readonly version: '1.0' | '1.1'; readonly targetPrefix: string }
  | { readonly kind: 'rest-json'; readonly routes: readonly Route[] }
  | { readonly kind: 'query'; readonly namespace: string }
  | { readonly kind: 'ec2'; readonly namespace: string };

/** One service of the endpoint. */
export interface ServiceHandler {
  /** Name in the SigV4 credential scope, e.g. `ce`, `config`, `securityhub`, `acm`. */
  readonly signingName: string;
  /** The service in IAM actions, where signatures name it otherwise. */
  readonly iamPrefix?: string;
  readonly protocol: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** An error as AWS answers it: the SDK turns `code` into the exception's `name`. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A service's own way to refuse bad input, e.g. `ValidationException` or `InvalidInputException`. */
export type Refuse = (message: string) => AwsError;

/** Makes a {@link Refuse} of an error code. */
export function refuseWith(code: string): Refuse {
  return (message) => new AwsError(code, message);
}

/** Binds a TypeBox schema of the input to an operation; input that does not match is refused as the service does. */
export function defineOperation<Schema extends TSchema>(
  schema: Schema,
  refuse: Refuse,
  run: (input: Static<Schema>, call: Call) => unknown,
): Operation {
  const validator = Compile(schema);
  return (input, call) => {
    if (validator.Check(input)) return run(input, call);
    const [first] = validator.Errors(input);
    const path = first?.instancePath.slice(1).replaceAll('/', '.') || 'input';
    throw refuse(
      `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${first?.message ?? 'invalid'}`,
    );
  };
}
