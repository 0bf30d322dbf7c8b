import { type Check, failure } from '../check.ts';

/** Signed identities last five minutes (0.12, `env.py`); answers say whole seconds. */
const LARGEST_SKEW_MS = 60_000;

/** Compares Open WebUI's clock with that of our server. */
export const clockCheck: Check = {
  id: 'webui-clock',
  title: 'Clocks',
  good: 'Open WebUI and this server agree',
  look({ answer, facts }) {
    if (facts === null || answer.date === null) return null;
    const skew = Math.abs(answer.date - facts.handshake.time);
    if (skew <= LARGEST_SKEW_MS) return null;
    return failure(
      `they are ${Math.round(skew / 1000)} seconds apart: signed identities will be refused`,
      'Set both clocks by NTP.',
    );
  },
};
