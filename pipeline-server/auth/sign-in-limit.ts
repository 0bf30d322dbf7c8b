import type { Clock } from '../contracts/context.ts';

/** Slows down whoever guesses keys. */
export interface SignInLimit {
  /** Seconds until this address may try again; 0 when it may now. */
  wait(address: string): number;
  /** Counts a failed try. */
  failed(address: string): void;
}

const WINDOW_MS = 60_000;
const PER_ADDRESS = 5;
const ALTOGETHER = 100;

/** Allows 5 failed tries a minute from an address and 100 in all; remembers no more than those. */
export function createSignInLimit(clock: Clock): SignInLimit {
  let failures: { readonly address: string; readonly at: number }[] = [];
  const now = () => clock.now().getTime();
  return {
    wait(address) {
      failures = failures.filter(({ at }) => at > now() - WINDOW_MS);
      const own = failures.filter((failure) => failure.address === address);
      const oldest =
        own.length >= PER_ADDRESS
          ? own[0]
          : failures.length >= ALTOGETHER
            ? failures[0]
            : undefined;
      return oldest === undefined ? 0 : Math.ceil((oldest.at + WINDOW_MS - now()) / 1000);
    },
    failed(address) {
      failures.push({ address, at: now() });
    },
  };
}
