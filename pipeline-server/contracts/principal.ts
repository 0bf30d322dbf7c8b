/**
 * How a caller's identity was proved. Only `jwt` and `oidc` name a person beyond doubt; `api-key` names
 * a client, and `unsigned` is a claim that the transport did not sign (Open WebUI's plain `user` object).
 */
export type Proof = 'jwt' | 'oidc' | 'api-key' | 'unsigned';

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
