import certificates from './phrases/certificates.json' with { type: 'json' };
import cost from './phrases/cost.json' with { type: 'json' };
import inventory from './phrases/inventory.json' with { type: 'json' };
import reliability from './phrases/reliability.json' with { type: 'json' };
import security from './phrases/security.json' with { type: 'json' };

/** Short ways to ask for each analyzer, by its id. Synonyms are the lexicon's business, so one wording is enough. */
export const ANALYZER_PHRASES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({ ...cost, ...security, ...reliability, ...inventory, ...certificates }),
);
