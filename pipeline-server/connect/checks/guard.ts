import { type Check, failure } from '../check.ts';

/** A guard that is off, not for all models, or asks with an old key guards nothing, or stops everything. */
export const guardCheck: Check = {
  id: 'webui-guard',
  title: 'Guard',
  good: 'not installed, or on for all models',
  look({ guard, wiring }) {
    if (guard === null) return null;
    const remedy = 'Run: xops connect --guard.';
    if (!guard.is_active) return failure('it is switched off', remedy);
    if (!guard.is_global) return failure('it is not for all models', remedy);
    if (guard.valves?.['url'] !== wiring.serverUrl || guard.valves['key'] !== wiring.key)
      return failure('it asks at another address or with another key: it stops every chat', remedy);
    return null;
  },
};
