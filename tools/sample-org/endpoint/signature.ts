import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { AwsError } from '../handler.ts';

/** A request as far as its signature goes. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What the `Authorization` header of Signature Version 4 says. */
export interface Scope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Reads the credential scope. @throws AwsError `MissingAuthenticationToken` or `IncompleteSignature` */
export function readScope(authorization: string | undefined): Scope {
  if (authorization === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  const [, accessKeyId, date, region, service, headers, signature] =
    AUTHORIZATION.exec(authorization) ?? [];
  if (!accessKeyId || !date || !region || !service || !headers || !signature) {
    throw new AwsError(
      'IncompleteSignatureException',
      'Authorization header is not a valid Signature Version 4 header.',
      403,
    );
  }
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .toSorted()
    .join('&');
}

function canonicalRequest(request: SignedRequest, scope: Scope): string {
  const [path = '/', query = ''] = request.url.split('?');
  const headers = scope.signedHeaders.map((name) => {
    const value = request.headers[name] ?? '';
    return `${name}:${(Array.isArray(value) ? value.join(',') : value).trim().replace(/ +/g, ' ')}\n`;
  });
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return [
    request.method,
    escaped,
    canonicalQuery(query),
    headers.join(''),
    scope.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** Checks the signature as AWS does (Signature Version 4). @throws AwsError `SignatureDoesNotMatch` */
export function verifySignature(request: SignedRequest, scope: Scope, secret: string): void {
  const { date, region, service } = scope;
  const stamp = String(request.headers['x-amz-date'] ?? '');
  const credentialScope = `${date}/${region}/${service}/aws4_request`;
  const text = [
    'AWS4-HMAC-SHA256',
    stamp,
    credentialScope,
    sha256(canonicalRequest(request, scope)),
  ].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, date));
  const expected = hmac(key, text);
  if (!timingSafeEqual(expected, Buffer.from(scope.signature, 'hex'))) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  }
}
