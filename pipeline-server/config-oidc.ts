import { Type } from 'typebox';
import { targetOf } from './gateway/egress/allow-list.ts';
import { isLoopbackName } from './gateway/egress/private-address.ts';

function optional(env: string, description: string) {
  return Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: [env],
    description,
  });
}

/** Sign-in of people by an identity provider: OpenID Connect Core 1.0, authorization code with PKCE. */
export const OIDC = Type.Object({
  issuer: Type.Union(
    [Type.Null(), Type.String({ pattern: '^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$' })],
    {
      default: null,
      env: ['XOPS_OIDC_ISSUER'],
      description:
        'Issuer of your OpenID Connect provider: people sign in there to decide. Needs server.publicUrl.',
    },
  ),
  clientId: optional('XOPS_OIDC_CLIENT_ID', 'Id of xOps at the provider.'),
  clientSecret: Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: ['OIDC_CLIENT_SECRET'],
    secret: true,
    description: 'Secret of xOps at the provider. Without it, xOps is a public client.',
  }),
  scopes: Type.String({
    default: 'openid email profile',
    pattern: '^\\S+(?: \\S+)*$',
    expected: 'names with one space between',
    env: ['XOPS_OIDC_SCOPES'],
    description: 'What the provider is asked to tell of a person; openid and email are needed.',
  }),
  groupsClaim: Type.String({
    default: 'groups',
    minLength: 1,
    env: ['XOPS_OIDC_GROUPS_CLAIM'],
    description: 'Claim that names the groups of a person.',
  }),
  allowedGroups: Type.Array(Type.String({ minLength: 1 }), {
    default: [],
    expects: 'a list of names of groups',
    env: ['XOPS_OIDC_ALLOWED_GROUPS'],
    description:
      'Groups of which a person must be in one; whoever the provider lets in when empty.',
  }),
  trustAddresses: Type.Boolean({
    default: false,
    env: ['XOPS_OIDC_TRUST_ADDRESSES'],
    description:
      'Takes mail addresses of which the provider does not say email_verified. Only where nobody can choose their own there, as in Entra ID of one tenant. email_verified: false is refused always.',
  }),
  audience: optional(
    'XOPS_OIDC_AUDIENCE',
    'Audience of access tokens with which programs of people call /api/approvals. Without it, none are taken.',
  ),
  label: Type.String({
    default: 'your identity provider',
    minLength: 1,
    maxLength: 60,
    env: ['XOPS_OIDC_LABEL'],
    description: 'What the sign-in page calls the provider.',
  }),
});

interface Written {
  readonly server: { readonly publicUrl: string | null };
  readonly egress: { readonly airGapped: boolean };
  readonly auth: {
    readonly oidc: {
      readonly issuer: string | null;
      readonly clientId: string | null;
      readonly scopes: string;
    };
  };
}

/** What no schema sees: a provider without which nobody could sign in, or to which codes would travel in clear text. */
export function oidcProblems({ auth, server, egress }: Written): readonly string[] {
  const { issuer, clientId, scopes } = auth.oidc;
  if (issuer === null)
    return clientId === null ? [] : ['XOPS_OIDC_ISSUER: is needed with auth.oidc.clientId.'];
  const asked = scopes.split(' ');
  return [
    ...(clientId === null
      ? ['XOPS_OIDC_CLIENT_ID: is needed with auth.oidc.issuer. Register xOps at the provider.']
      : []),
    ...(asked.includes('openid') && asked.includes('email')
      ? []
      : ['auth.oidc.scopes: need openid and email, which tell who a person is.']),
    ...addressProblems('XOPS_OIDC_ISSUER', issuer),
    ...(egress.airGapped && !isHere(issuer)
      ? [
          'XOPS_OIDC_ISSUER: is not this machine, and XOPS_AIR_GAPPED is set. Remove it; personal keys stay.',
        ]
      : []),
    ...(server.publicUrl === null
      ? [
          'XOPS_PUBLIC_URL: is needed with auth.oidc.issuer. Set the address that browsers use; the provider sends people back to it.',
        ]
      : addressProblems('XOPS_PUBLIC_URL', server.publicUrl)),
  ];
}

function addressProblems(name: string, address: string): readonly string[] {
  if (!URL.canParse(address)) return [`${name}: "${address}" is not an address.`];
  if (address.startsWith('https:') || isHere(address)) return [];
  return [`${name}: ${address} would be sent codes of sign-ins in clear text. Use https.`];
}

function isHere(address: string): boolean {
  return URL.canParse(address) && isLoopbackName(targetOf(new URL(address)).host);
}
