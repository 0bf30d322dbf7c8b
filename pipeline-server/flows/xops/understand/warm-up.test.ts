import { describe, expect, it } from 'vitest';
import { listAnalyzers } from '../../../../tools/analyzers/registry.ts';
import { createUnderstanding } from './understand.ts';
import { warmUp } from './warm-up.ts';

describe('warmUp', () => {
  it('asks nothing before the server had time to start, then every question twice, one at a time', () => {
    const tasks: { readonly task: () => void; readonly at: number }[] = [];
    const asked: string[] = [];
    const understand = createUnderstanding(listAnalyzers());
    warmUp(
      (question, world) => {
        asked.push(question);
        return understand(question, world);
      },
      (task, at) => tasks.push({ task, at }),
    );
    expect(asked).toEqual([]);
    expect(Math.min(...tasks.map(({ at }) => at))).toBeGreaterThanOrEqual(1_000);
    expect(new Set(tasks.map(({ at }) => at)).size).toBe(tasks.length);
    for (const { task } of tasks) task();
    expect(asked).toHaveLength(tasks.length);
    expect(new Set(asked).size * 2).toBe(asked.length);
  });
});
