import type { Organization } from '../../../contracts/analysis.ts';

/** Keeps what is derived from an organization as long as the organization itself: names of a thousand accounts are read once. */
export function perOrganization<T>(derive: (organization: Organization) => T) {
  const known = new WeakMap<Organization, { readonly value: T }>();
  return (organization: Organization): T => {
    const found = known.get(organization) ?? { value: derive(organization) };
    known.set(organization, found);
    return found.value;
  };
}
