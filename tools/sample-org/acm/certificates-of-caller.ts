import type { Call } from '../handler.ts';
import { type Certificate, certificateAt, certificateCount } from '../world/kinds/certificate.ts';
import type { World } from '../world/types.ts';

/** The certificates of the caller's account in the Region of the call, made one by one. */
export function* certificatesOf(world: World, { caller, region }: Call): Iterable<Certificate> {
  const account = world.account(caller.accountId);
  if (!account || !world.regions.includes(region)) return;
  const place = world.place({ account, region });
  const count = certificateCount(place);
  for (let index = 0; index < count; index++) yield certificateAt(place, index);
}

/** Epoch seconds as the JSON protocols write times; nothing for a missing moment. */
export function timeMember(name: string, moment: Date | null): Readonly<Record<string, number>> {
  return moment === null ? {} : { [name]: moment.getTime() / 1000 };
}
