import { defineHook } from '../../contracts/hooks.ts';
import { HASH, harmlessPlan } from '../harmless-inputs.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

const HOUR_MS = 3_600_000;
/** Clocks of machines differ by so much without anything being wrong. */
const SKEW_MS = 5 * 60_000;

/** A decision rests on the world as it is. */
export const staleEvidence = defineHook({
  id: 'stale-evidence',
  stage: 'before-execution',
  purpose: 'Lets nothing be executed whose evidence is missing or older than the settings allow.',
  enforces: ['decide-on-old-data', 'no-source', 'idle-once-is-idle-always', 'fresh-evidence'],
  decide({ plan: { evidence }, now }, { evidenceHours }) {
    if (evidence.length === 0) {
      return deny('The plan rests on no evidence.', 'Plan it again from results of today.');
    }
    const age = (at: string) => Date.parse(now) - Date.parse(at);
    const isFresh = (at: string) => age(at) <= evidenceHours * HOUR_MS && age(at) >= -SKEW_MS;
    const stale = evidence.filter(({ at }) => !isFresh(at));
    if (stale.length === 0) return ALLOW;
    return deny(
      `Evidence is older than ${evidenceHours} h, or has no time that can be read: ${firstOf(stale.map(({ name }) => name))}.`,
      'Run the analysis again, and plan from its results.',
    );
  },
  cases: [
    { name: 'evidence of this morning', given: {}, decision: 'allow' },
    { name: 'none', given: { plan: harmlessPlan({ evidence: [] }) }, decision: 'deny' },
    {
      name: 'just a day old',
      given: { plan: readAt('2026-03-01T10:00:00.000Z') },
      decision: 'allow',
    },
    {
      name: 'a moment older',
      given: { plan: readAt('2026-03-01T09:59:59.999Z') },
      decision: 'deny',
    },
    {
      name: 'from the future',
      given: { plan: readAt('2026-03-02T11:00:00.000Z') },
      decision: 'deny',
    },
    { name: 'without a time', given: { plan: readAt('') }, decision: 'deny' },
  ],
});

function readAt(at: string) {
  return harmlessPlan({ evidence: [{ id: HASH, name: 'ce:GetCostAndUsage', at }] });
}
