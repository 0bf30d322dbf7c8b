import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Principal } from '../../contracts/principal.ts';
import { xopsError } from '../../errors.ts';
import type { OidcSettings } from './provider.ts';

/** What a signed token, or the provider over its own connection, says of somebody (OpenID Connect Core 1.0, 5.1). */
type Claims = Readonly<Record<string, unknown>>;

const SUBJECT = Compile(Type.String({ minLength: 1, maxLength: 255 }));
const ADDRESS = Compile(Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', maxLength: 254 }));
const LONGEST_NAME = 100;

/** Which claims are taken, and from whom. */
export type AdmissionSettings = Pick<
  OidcSettings,
  'issuer' | 'groupsClaim' | 'allowedGroups' | 'trustAddresses'
>;

/**
 * The person of verified claims. The address is what makes them the same through every door, so that without a proved one nobody
 * is let in: they could approve what they asked for under their address.
 * @throws XOPS_OIDC_NOT_ADMITTED
 */
export function personOfClaims(claims: Claims, settings: AdmissionSettings): Principal {
  const { sub, name } = claims;
  if (!SUBJECT.Check(sub)) throw notAdmitted('it does not say who you are (claim sub)');
  const principal: Principal = {
    id: idOf(settings.issuer, sub),
    email: provedAddress(claims, settings),
    name: typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_NAME) : null,
    roles: [],
    groups: groupsOf(claims[settings.groupsClaim], settings),
    proof: 'oidc',
    scopes: [],
  };
  if (isInAllowedGroup(principal, settings)) return principal;
  throw notAdmitted(
    `you are in none of the groups that may sign in; groups come from the claim ${settings.groupsClaim}`,
  );
}

/** Whether somebody who signed in before would be let in by the settings of now. */
export function isStillAdmitted(principal: Principal, settings: AdmissionSettings): boolean {
  const ofIssuer = principal.id.startsWith(idOf(settings.issuer, ''));
  return ofIssuer && isInAllowedGroup(principal, settings);
}

function idOf(issuer: string, subject: string): string {
  return `${issuer}#${subject}`;
}

function isInAllowedGroup(
  { groups }: Pick<Principal, 'groups'>,
  { allowedGroups }: Pick<OidcSettings, 'allowedGroups'>,
): boolean {
  return allowedGroups.length === 0 || groups.some((group) => allowedGroups.includes(group));
}

/** Some providers write `email_verified` as a text. */
function provedAddress(
  { email, email_verified: verified }: Claims,
  { trustAddresses }: Pick<OidcSettings, 'trustAddresses'>,
): string {
  if (!ADDRESS.Check(email)) throw notAdmitted('it names no mail address (claim email)');
  const isProved = verified === true || verified === 'true';
  if (isProved || (verified === undefined && trustAddresses)) return email.toLowerCase();
  throw notAdmitted(
    verified === undefined
      ? 'it does not say whether your mail address is verified (claim email_verified); see auth.oidc.trustAddresses'
      : 'your mail address is not verified there (claim email_verified)',
  );
}

/** Allowed ones stand first, because a session holds only so many. */
function groupsOf(
  claim: unknown,
  { allowedGroups }: Pick<OidcSettings, 'allowedGroups'>,
): readonly string[] {
  const named: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const groups = named.flatMap((group) =>
    typeof group === 'string' && group !== '' ? [group] : [],
  );
  return [...new Set([...allowedGroups.filter((group) => groups.includes(group)), ...groups])];
}

function notAdmitted(reason: string): Error {
  return xopsError('XOPS_OIDC_NOT_ADMITTED', { reason });
}
