/** One error that a client may see. `{name}` in the message is replaced by the value of that name. */
interface CatalogueEntry {
  readonly status: number;
  readonly message: string;
}

/**
 * Every error of the server: HTTP status and a message that says what to do. The messages of the reference server
 * (github.com/open-webui/pipelines, `main.py`) are kept word for word where it has one, because clients show them.
 */
export const ERROR_CATALOGUE = {
  XOPS_NOT_AUTHENTICATED: { status: 403, message: 'Not authenticated' },
  XOPS_NOT_BEARER: { status: 403, message: 'Invalid authentication credentials' },
  XOPS_INVALID_API_KEY: { status: 401, message: 'Invalid API key' },
  XOPS_SCOPE_MISSING: {
    status: 403,
    message:
      'The API key "{key}" lacks the scope "{scope}". Use a key that has it, or add the scope to this key in xops.yaml.',
  },
  XOPS_USER_TOKEN_INVALID: {
    status: 401,
    message:
      'The signed user in X-OpenWebUI-User-Jwt is not valid ({reason}). Set the same FORWARD_USER_INFO_HEADER_JWT_SECRET in Open WebUI and here, and compare the clocks.',
  },
  XOPS_NOT_SIGNED_IN: {
    status: 401,
    message: 'You are not signed in. Sign in at /signin, or send an API key as a bearer token.',
  },
  XOPS_SIGNATURE_INVALID: {
    status: 401,
    message:
      'This request is not from {sender}, or is not to be taken: {reason}. Compare the signing secret, the topics and the clocks.',
  },
  XOPS_APPROVAL_NOT_FOUND: { status: 404, message: '{reason}' },
  XOPS_APPROVAL_CONFLICT: { status: 409, message: '{reason}' },
  XOPS_APPROVAL_FORBIDDEN: { status: 403, message: '{reason}' },
  XOPS_APPROVAL_INVALID: { status: 422, message: '{reason}' },
  XOPS_OTHER_ORIGIN: {
    status: 403,
    message: 'This request was sent by another site. Open the page itself and try again.',
  },
  XOPS_SIGN_IN_LIMIT: {
    status: 429,
    message: 'Too many sign-ins failed. Try again in {seconds} seconds.',
  },
  XOPS_OIDC_UNAVAILABLE: {
    status: 503,
    message:
      'The identity provider does not answer as it should ({reason}). Try again in a moment, or sign in with your personal key.',
  },
  XOPS_OIDC_NOT_BEGUN: {
    status: 401,
    message: 'This sign-in was not completed: {reason}. Sign in again.',
  },
  XOPS_OIDC_INVALID: {
    status: 401,
    message: 'This sign-in was not completed: {reason}. Sign in again.',
  },
  XOPS_OIDC_NOT_ADMITTED: {
    status: 403,
    message:
      'The identity provider knows you, and you cannot be let in: {reason}. Ask who runs xOps or the provider to change that.',
  },
  XOPS_ACCESS_TOKEN_INVALID: {
    status: 401,
    message:
      'The access token is not taken: {reason}. Ask the identity provider for a new one with the audience of auth.oidc.audience.',
  },
  XOPS_DASHBOARD_FILTER: { status: 422, message: 'The filter is not valid: {reason}' },
  XOPS_ANALYZER_NOT_FOUND: {
    status: 404,
    message: 'There is no analysis "{id}" that can be shown. Open /dashboard and follow its links.',
  },
  XOPS_NEEDS_AGREEMENT: {
    status: 402,
    message:
      '{price}, more than aws.limits.askAboveUsd. Nothing was asked. Ask for its panel on /dashboard, ask in a chat, or run: xops analyze {id} --yes',
  },
  XOPS_ANALYSIS_FAILED: { status: 502, message: 'The analysis gave no answer. {reason}' },
  XOPS_LINK_INVALID: {
    status: 403,
    message:
      'This link is not one that was signed here. Open it exactly as it was given, or ask for the report again.',
  },
  XOPS_LINK_EXPIRED: {
    status: 403,
    message: 'This link ended at {at}. Ask for the report again.',
  },
  XOPS_EVIDENCE_NOT_KEPT: {
    status: 404,
    message: '{reason}',
  },
  XOPS_EVIDENCE_NOT_FOUND: {
    status: 404,
    message:
      'There is no such report file. Reports are deleted after XOPS_EVIDENCE_KEEP_DAYS; ask for it again.',
  },
  XOPS_CHAT_UNKNOWN: {
    status: 404,
    message: 'Nothing sensitive was ever found in the chat {id}, so its class cannot be lowered.',
  },
  XOPS_NOT_FOUND: { status: 404, message: 'Not Found' },
  XOPS_METHOD_NOT_ALLOWED: { status: 405, message: 'Method Not Allowed' },
  XOPS_TOOL_METHOD: {
    status: 405,
    message: '{method} is no method of this address. Send {allowed}.',
  },
  XOPS_PIPELINE_NOT_FOUND: { status: 404, message: 'Pipeline {id} not found' },
  XOPS_VALVES_NOT_FOUND: { status: 404, message: 'Valves for {id} not found' },
  XOPS_FILTER_NOT_FOUND: { status: 404, message: 'Filter {id} not found' },
  XOPS_VALVES_INVALID: { status: 422, message: 'Valves of {id} are unchanged: {problems}.' },
  XOPS_VALVES_NOT_APPLIED: {
    status: 422,
    message:
      'The valves of {id} are saved, but it could not apply them and is out of service: {reason}. Correct the valves.',
  },
  XOPS_BODY_INVALID: { status: 422, message: 'The request is not valid: {reason}.' },
  XOPS_BODY_NOT_JSON: { status: 400, message: 'The request body is not valid JSON.' },
  XOPS_BODY_TOO_LARGE: {
    status: 413,
    message:
      'The request body is larger than {limit} bytes. Send fewer or smaller images, or raise XOPS_BODY_LIMIT_BYTES.',
  },
  XOPS_MEDIA_TYPE: { status: 415, message: 'Send the request body as application/json.' },
  XOPS_BAD_REQUEST: { status: 400, message: 'The request cannot be understood: {reason}.' },
  XOPS_CODE_UPLOAD_DISABLED: {
    status: 403,
    message:
      'Changing pipelines over HTTP is disabled, because it runs code on the server. Put the file into PIPELINES_DIR and reload, or set XOPS_CODE_UPLOAD=1.',
  },
  XOPS_PYTHON_NOT_RUN: {
    status: 400,
    message:
      'Python modules are not run here. Write the pipeline as a .ts, .js or .mjs module, or keep it on a Python pipelines server.',
  },
  XOPS_PLUGIN_FILE_NAME: {
    status: 400,
    message:
      'A pipeline file is named with letters, digits, "_" and "-" and ends in .ts, .js or .mjs.',
  },
  XOPS_PLUGIN_TOO_LARGE: {
    status: 413,
    message:
      'The pipeline file is larger than {limit} bytes. Make it smaller, or raise XOPS_CODE_UPLOAD_MAX_BYTES.',
  },
  XOPS_PLUGIN_CHECKSUM: {
    status: 400,
    message:
      'The file has SHA-256 {actual}, not {expected}. Check the source, or correct the checksum.',
  },
  XOPS_PLUGIN_NOT_KEPT: { status: 400, message: 'The pipeline was not kept: {reason}' },
  XOPS_PLUGIN_BUILT_IN: {
    status: 400,
    message:
      'Pipeline {id} is built in and cannot be deleted. Switch a filter off by clearing its "pipelines" valve.',
  },
  XOPS_DOWNLOAD_REFUSED: { status: 400, message: 'The URL is refused: {reason}.' },
  XOPS_DOWNLOAD_FAILED: { status: 400, message: 'Failed to download file: {reason}.' },
  XOPS_FILTER_DEADLINE: {
    status: 503,
    message:
      'The filter {id} did not answer within {milliseconds} ms. Try again; if it stays, raise XOPS_FILTER_DEADLINE_MS or switch the filter off.',
  },
  XOPS_FILTER_RESULT: {
    status: 500,
    message: 'The filter {id} gave no usable result. The reason is in the log.',
  },
  XOPS_PIPE_FAILED: {
    status: 500,
    message: 'The pipeline {id} failed. The reason is in the log; try again.',
  },
  XOPS_EMBEDDING_MODEL: {
    status: 404,
    message:
      'There is no embedding model "{model}" here. Name "{known}": vectors of two models never go into one collection.',
  },
  XOPS_EMBEDDING_BUSY: {
    status: 503,
    message:
      'Too many requests for vectors wait already. Try again in a moment, with more texts in one request and fewer requests at once.',
  },
  XOPS_EMBEDDING_REFUSED: { status: 403, message: '{reason}' },
  XOPS_EMBEDDING_FAILED: { status: 502, message: '{reason}' },
  XOPS_SHUTTING_DOWN: {
    status: 503,
    message: 'The server is shutting down. Try again in a moment.',
  },
  XOPS_INTERNAL: {
    status: 500,
    message: 'The server could not answer. The reason is in its log under this request id: {id}.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

/** The code of an error of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error whose message is fit for the client's eyes. */
export class XopsError extends Error {
  override readonly name = 'XopsError';
  readonly code: ErrorCode;
  /** HTTP status. */
  readonly status: number;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = ERROR_CATALOGUE[code].status;
  }
}

/** Makes the error of a code, its `{name}` placeholders filled in. */
export function xopsError(
  code: ErrorCode,
  values: Readonly<Record<string, string | number>> = {},
  options?: ErrorOptions,
): XopsError {
  const message = ERROR_CATALOGUE[code].message.replaceAll(/\{(\w+)\}/g, (placeholder, name) =>
    String(values[name] ?? placeholder),
  );
  return new XopsError(code, message, options);
}

/** The text of anything thrown, for logs and for the admin's eyes. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
