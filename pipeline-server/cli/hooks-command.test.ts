import { describe, expect, it } from 'vitest';
import { runXops } from '../test/run-xops.ts';

const xops = (...args: readonly string[]) => runXops({}, ['hooks', ...args]);

describe('xops hooks', () => {
  it('lists the hooks with stage and mode', async () => {
    const { code, out } = await xops();
    expect(code).toBe(0);
    expect(out).toMatch(/22 hooks/);
    expect(out).toMatch(/four-eyes\s+\S*\s*before-execution\s+\S*\s*on/);
    const { out: json } = await xops('--json');
    const listed = JSON.parse(json);
    expect(listed).toHaveLength(22);
    expect(listed[0]).toMatchObject({ id: 'payload-sovereignty', mode: 'on', builtIn: false });
  });

  it('runs all cases', async () => {
    const { code, out } = await xops('test');
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toMatch(/^22 hooks: \d{3} cases passed, 0 failed\n$/);
    expect(JSON.parse((await xops('test', '--json')).out)).toMatchObject({ failed: [] });
  });

  it('shows one', async () => {
    const { code, out } = await xops('show', 'four-eyes');
    expect(code).toBe(0);
    expect(out).toContain('Rule: Four eyes.');
    expect(out).toContain('Against: Own requests approved.');
    expect(out).toMatch(/deny\s+the requester in other letters/);
    expect(out).toContain('whatever its mode is');
  });

  it.each([
    [['show'], /show <id>/],
    [['show', 'nosuch'], /no hook "nosuch"/],
    [['dance'], /xops hooks test/],
    [['test', 'x'], /Unexpected argument "x"/],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await xops(...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
