import { describe, expect, it } from 'vitest';
import catalogue from '../../tools/analyzers/catalogue.json' with { type: 'json' };
import { PANELS } from './panels.ts';

describe('the panels', () => {
  it('are fed by analyses of the catalogue', () => {
    const known = new Set(catalogue.map(({ id }) => id));
    const asked = PANELS.flatMap(({ calls }) => calls.map(({ analyzer }) => analyzer));
    expect(asked.filter((id) => !known.has(id))).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(PANELS.map(({ id }) => id)).size).toBe(PANELS.length);
  });
});
