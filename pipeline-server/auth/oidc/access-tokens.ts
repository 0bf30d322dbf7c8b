import { errors, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import type { Clock } from '../../contracts/context.ts';
import type { Principal } from '../../contracts/principal.ts';
import { type XopsError, xopsError } from '../../errors.ts';
import { personOfClaims } from './person-of-claims.ts';
import { type OidcSettings, type Provider, unavailable } from './provider.ts';

/** Recognises people by access tokens of the provider. */
export interface AccessTokenReader {
  /**
   * Null when the text is no JWT at all.
   * @throws XOPS_ACCESS_TOKEN_INVALID, XOPS_OIDC_NOT_ADMITTED, XOPS_OIDC_UNAVAILABLE
   */
  read(presented: string): Promise<Principal | null>;
}

/** What access tokens are checked by. */
export interface AccessTokenOptions {
  readonly provider: Provider;
  readonly settings: OidcSettings;
  readonly audience: string;
  readonly clock: Clock;
}

/** Signatures by a private key. A secret that both sides have would let whoever knows the public key sign. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Of access tokens (RFC 9068) and of JWTs that say nothing more of themselves. */
const TYPES: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt', 'jwt']);

/** Claims of ID tokens, which are for the client that asked, and of tokens that only who holds a key may use (RFC 7800). */
const FOREIGN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 'cnf'];

/** Also without a signature, which is then refused by name. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const CLOCK_TOLERANCE_SECONDS = 30;

/** Reads access tokens of one audience. */
export function createAccessTokenReader(options: AccessTokenOptions): AccessTokenReader {
  return {
    async read(presented) {
      if (!JWT.test(presented)) return null;
      const { payload, protectedHeader } = await verify(presented, options);
      const type = protectedHeader.typ?.toLowerCase() ?? 'jwt';
      if (!TYPES.has(type)) throw invalid('it is a token for something else (typ)');
      const foreign = FOREIGN_CLAIMS.find((claim) => payload[claim] !== undefined);
      if (foreign !== undefined) throw invalid(`it is no plain access token (claim ${foreign})`);
      return personOfClaims(payload, options.settings);
    },
  };
}

async function verify(
  token: string,
  { provider, audience, clock }: AccessTokenOptions,
): Promise<JWTVerifyResult<JWTPayload>> {
  const { configuration, keys } = await provider.open();
  try {
    return await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: configuration.serverMetadata().issuer,
      audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: clock.now(),
    });
  } catch (error) {
    const isFault = !(error instanceof errors.JOSEError) || isOfKeySet(error);
    throw isFault ? unavailable(error) : invalid(problemOf(error), error);
  }
}

/** Errors of reading the provider's keys, and of nobody's token. */
function isOfKeySet(error: errors.JOSEError): boolean {
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  );
}

function problemOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not match';
  if (error instanceof errors.JWKSNoMatchingKey) return 'it is signed by a key of nobody we know';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not allowed';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim "${error.claim}" is wrong`;
  return 'it is malformed';
}

function invalid(reason: string, cause?: unknown): XopsError {
  return xopsError('XOPS_ACCESS_TOKEN_INVALID', { reason }, { cause });
}
