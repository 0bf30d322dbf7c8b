import { type Static, Type } from 'typebox';

/**
 * What the route `/handshake/models` answers: what whoever wires Open WebUI must know of this server, asked through Open
 * WebUI itself. `object` and `data` make it a list of no models to a client of OpenAI.
 */
export const HANDSHAKE = Type.Object({
  object: Type.Literal('list'),
  data: Type.Array(Type.Unknown(), { maxItems: 0 }),
  xops: Type.Object({
    /** How the person behind the request was proved, as `Principal.proof`. */
    proof: Type.String(),
    /** Milliseconds since the epoch by this server's clock. */
    time: Type.Number(),
    /** What `POST /v1/embeddings` makes vectors with; null where it cannot. */
    embeddingModel: Type.Union([Type.Null(), Type.String({ minLength: 1 })]),
    models: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), description: Type.String() }),
    ),
  }),
});

/** The answer. */
export type Handshake = Static<typeof HANDSHAKE>;
