import type { NetCostLine } from '../aws/billing-reader.ts';

/** Who issues the invoice for services, and who made them. */
export interface Issuers {
  /** Both are null where several legal entities bill the service, or none is named. */
  of(service: string): { readonly issuer: string | null; readonly publisher: string | null };
}

const AMAZON = /^(Amazon|AWS)\b/;
/** Cost Explorer's word for an absent legal entity. */
const NONE = 'NoLegalEntityName';

/** Reads issuers from lines that are grouped by SERVICE and LEGAL_ENTITY_NAME. */
export function createIssuers(lines: readonly NetCostLine[]): Issuers {
  const entities = new Map<string, Set<string>>();
  for (const { keys } of lines) {
    const [service = '', entity = ''] = keys;
    const known = entities.get(service) ?? new Set();
    entities.set(service, known.add(entity));
  }
  return {
    of(service) {
      const [entity = '', ...further] = entities.get(service) ?? [];
      if (entity === '' || entity === NONE || further.length > 0) {
        return { issuer: null, publisher: null };
      }
      return { issuer: entity, publisher: AMAZON.test(entity) ? 'AWS' : entity };
    },
  };
}
