import { defineHook } from '../../contracts/hooks.ts';
import { ALLOW, deny } from '../verdicts.ts';

/** There are times in which nothing is changed, and a switch that makes it such a time. */
export const freezeWindow = defineHook({
  id: 'freeze-window',
  stage: 'before-execution',
  purpose: 'Lets nothing be executed in a freeze, or while the kill switch is on.',
  enforces: ['change-in-freeze', 'no-emergency-stop', 'change-before-weekend', 'freezes-hold'],
  decide({ now }, { freezes, killSwitch }) {
    if (killSwitch) {
      return deny(
        'The kill switch is on: nothing is executed.',
        'An admin switches it off; what is approved waits.',
      );
    }
    const time = Date.parse(now);
    // A time that cannot be read is no reason to go on.
    const open = freezes.find(
      ({ from, to }) => !(time < Date.parse(from) || time >= Date.parse(to)),
    );
    if (open === undefined) return ALLOW;
    return deny(
      `It is frozen until ${open.to} (${open.name}).`,
      'Wait for its end; what is approved waits as long as it does not expire.',
    );
  },
  cases: [
    { name: 'an ordinary day', given: {}, decision: 'allow' },
    { name: 'within a freeze', given: { now: '2026-12-24T12:00:00.000Z' }, decision: 'deny' },
    { name: 'its first moment', given: { now: '2026-12-20T00:00:00.000Z' }, decision: 'deny' },
    { name: 'its end', given: { now: '2027-01-05T00:00:00.000Z' }, decision: 'allow' },
    { name: 'another time zone', given: { now: '2026-12-20T09:00:00+10:00' }, decision: 'allow' },
    { name: 'the kill switch', given: {}, settings: { killSwitch: true }, decision: 'deny' },
    { name: 'a time that is none', given: { now: 'soon' }, decision: 'deny' },
  ],
});
