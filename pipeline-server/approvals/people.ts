import type { Person } from '../contracts/approvals.ts';
import type { ApproverKeys, People } from '../contracts/people.ts';
import { type Principal, provesPerson } from '../contracts/principal.ts';

/** A person as the settings have them. */
interface KnownPerson {
  readonly email: string;
  readonly name?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly slack?: string | undefined;
  readonly groups?: readonly string[] | undefined;
}

/**
 * People by the settings and by their personal keys. Groups come from there and from tokens that an identity provider signed;
 * a header that Open WebUI does not sign counts for nothing.
 */
export function createPeople(known: readonly KnownPerson[], keys: ApproverKeys): People {
  const byAddress = new Map(
    known.flatMap((person) =>
      [person.email, ...(person.aliases ?? [])].map(
        (address) => [address.toLowerCase(), person] as const,
      ),
    ),
  );
  const byAddressIn = (address: string, proof: Person['proof']): Person | null => {
    const person = byAddress.get(address.toLowerCase());
    return person === undefined ? null : asPerson(person, proof);
  };
  return {
    ofPrincipal(principal) {
      const found = principal.email === null ? null : byAddressIn(principal.email, principal.proof);
      const signed = hasSignedGroups(principal) ? principal.groups : [];
      if (found !== null) return { ...found, groups: union(found.groups, signed) };
      return { id: idOf(principal), name: principal.name, groups: signed, proof: principal.proof };
    },
    bySlackId(id) {
      const person = known.find(({ slack }) => slack === id);
      return person === undefined ? null : asPerson(person, 'slack');
    },
    byEmail: (email) => byAddressIn(email, 'slack'),
    today: (person) => today(person, { byAddressIn, keys }),
  };
}

function asPerson({ email, name, groups = [] }: KnownPerson, proof: Person['proof']): Person {
  return { id: email.toLowerCase(), name: name ?? null, groups, proof };
}

function hasSignedGroups({ proof }: Principal): boolean {
  return proof === 'oidc' || proof === 'approver-key';
}

/** Whose address is not proved is known by how the claim was made, so that nobody is taken for somebody else. */
function idOf({ email, id, proof }: Principal): string {
  if (email !== null) return email.toLowerCase();
  return `${provesPerson(proof) ? proof : 'unproved'}:${id}`;
}

interface Sources {
  readonly byAddressIn: (address: string, proof: Person['proof']) => Person | null;
  readonly keys: Pick<ApproverKeys, 'list'>;
}

/** The settings decide anew; what a token said stays as it was signed, and a key that is gone gives no groups any more. */
async function today(person: Person, { byAddressIn, keys }: Sources): Promise<Person> {
  const found = byAddressIn(person.id, person.proof);
  if (person.proof === 'oidc')
    return { ...person, groups: union(found?.groups ?? [], person.groups) };
  const owned = person.proof === 'approver-key' ? await keys.list() : [];
  const groups = owned.flatMap((key) => (key.person === person.id ? key.groups : []));
  return { ...person, groups: union(found?.groups ?? [], groups) };
}

function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])];
}
