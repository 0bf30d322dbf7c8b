import { type Check, failure } from '../check.ts';

/** Models without an entry, or without grants in it, are for admins only (0.12, `utils/models.py`). */
export const modelAccessCheck: Check = {
  id: 'webui-model-access',
  title: 'Access to models',
  good: 'people see them',
  look({ facts, entries }) {
    const hidden = (facts?.handshake.models ?? []).filter(({ id }) => {
      const entry = entries.find((each) => each.id === id);
      return (entry?.access_grants ?? []).length === 0;
    });
    if (hidden.length === 0) return null;
    return failure(
      `only admins see ${hidden.map(({ id }) => id).join(', ')}`,
      'Run xops connect, or give people access in Admin Settings > Models.',
    );
  },
};
