/**
 * How a caller's identity was proved. `jwt`, `oidc`, `slack` (a signed interaction of a member who is mapped to a person) and
 * `approver-key` name a person beyond doubt; `api-key` names a client, and `unsigned` is a claim that the transport did not
 * sign (Open WebUI's plain `user` object).
 */
export type Proof = 'jwt' | 'oidc' | 'slack' | 'approver-key' | 'api-key' | 'unsigned';

const PROOFS_OF_PEOPLE: ReadonlySet<Proof> = new Set(['jwt', 'oidc', 'slack', 'approver-key']);

/** True when the proof names a person beyond doubt. */
export function provesPerson(proof: Proof): boolean {
  return PROOFS_OF_PEOPLE.has(proof);
}

/** What an API key may be used for. One Open WebUI connection needs chat, filter and admin. */
export type Scope = 'chat' | 'filter' | 'tools' | 'admin';

/** Who is asking: a person when the proof names one, else the client that holds the key. */
export interface Principal {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  /** Open WebUI's role (`admin`, `user`, `pending`), or none when unknown. */
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly proof: Proof;
  readonly scopes: readonly Scope[];
}
