import type { Protocol, Route } from '../handler.ts';
import type { SignedRequest } from './signature.ts';
import { type Codec, readJson, unknownOperation, type WireResponse } from './wire.ts';

interface CompiledRoute {
  readonly route: Route;
  readonly pattern: RegExp;
}

/** `/x/{Name}` becomes an expression with a named group; `{Name+}` takes slashes as well. */
function compileRoute(route: Route): CompiledRoute {
  const source = route.path
    .replace(/[.$()|^]/g, '\\$&')
    .replace(/\{(\w+)\+\}/g, '(?<$1>.+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { route, pattern: new RegExp(`^${source}$`) };
}

function decode(routes: readonly CompiledRoute[], request: SignedRequest) {
  const url = new URL(request.url, 'http://localhost');
  for (const { route, pattern } of routes) {
    const match = route.method === request.method ? pattern.exec(url.pathname) : null;
    if (match === null) continue;
    return {
      operation: route.operation,
      input: {
        ...queryInput(url.searchParams),
        ...pathInput(match.groups ?? {}),
        ...readJson(request.body),
      },
    };
  }
  throw unknownOperation(`${request.method} ${url.pathname}`);
}

function pathInput(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}

/** Query parameters: a repeated one is a list, digits alone are a number. */
function queryInput(parameters: URLSearchParams): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    const [first = ''] = values;
    const single = /^\d{1,9}$/.test(first) ? Number(first) : first;
    input[name] = values.length > 1 ? values : single;
  }
  return input;
}

/** REST-JSON: method and path name the operation, errors are named in a header. */
export function restJsonCodec({ routes }: Extract<Protocol, { kind: 'rest-json' }>): Codec {
  const compiled = routes.map(compileRoute);
  const headers = { 'content-type': 'application/json' };
  const respond = (status: number, value: unknown): WireResponse => ({
    status,
    headers,
    body: JSON.stringify(value),
  });
  return {
    decode: (request) => decode(compiled, request),
    encode: (_operation, output) => respond(200, output),
    encodeError: ({ code, status, message }) => {
      const response = respond(status, { Code: code, Message: message });
      return { ...response, headers: { ...headers, 'x-amzn-errortype': code } };
    },
  };
}
