import { expect, it } from 'vitest';
import { rememberResources } from './remember-resources.ts';
import { createWorld } from './world/create-world.ts';

const NOW = new Date('2026-03-01T00:00:00Z');

it('gives the resources of the world, makes each once, and keeps no more than the bound', () => {
  const world = createWorld({ now: NOW, resources: 400 });
  let made = 0;
  const counting = {
    ...world,
    resourceAt: (...place: Parameters<typeof world.resourceAt>) => {
      made += 1;
      return world.resourceAt(...place);
    },
  };
  const places = [...world.cells()].flatMap((cell) =>
    Array.from({ length: world.count(cell) }, (_, index) => ({ cell, index })),
  );
  const bound = 50;
  const remembered = rememberResources(counting, bound);
  const walk = () => places.map(({ cell, index }) => remembered.resourceAt(cell, index));

  expect(places.length).toBeGreaterThan(bound);
  expect(walk()).toEqual([...world.resources()]);
  expect(made).toBe(places.length);
  expect(walk()).toEqual([...world.resources()]);
  expect(made).toBe(2 * places.length - bound);
});

it('refuses a resource that there is not, every time', () => {
  const world = rememberResources(createWorld({ now: NOW, resources: 400 }));
  const [cell] = world.cells();
  if (cell === undefined) throw new Error('The world is empty.');
  const beyond = () => world.resourceAt(cell, world.count(cell));
  expect(beyond).toThrow(RangeError);
  expect(beyond).toThrow(RangeError);
});
