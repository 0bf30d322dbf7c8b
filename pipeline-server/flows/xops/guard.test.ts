import { describe, expect, it } from 'vitest';
import type { Hooks } from '../../contracts/hooks.ts';
import { CASE_SETTINGS } from '../../policy/harmless-inputs.ts';
import { HOOKS } from '../../policy/hooks/registry.ts';
import { createHooks } from '../../policy/run-hooks.ts';
import { deny } from '../../policy/verdicts.ts';
import { createFakeAnalyzers, fakeResult } from '../../test/fake-analyzers.ts';
import { askFully, fakeDeps, fakeInput } from '../../test/fake-ask.ts';
import { createFakeModels, type FakeStep, fakeHelp } from '../../test/fake-models.ts';
import { requestContext } from '../../test/request-context.ts';
import { createGuard } from './guard.ts';

const HOOKED = createHooks({
  hooks: HOOKS,
  modeOf: () => 'on',
  settings: () => CASE_SETTINGS,
  decided: () => undefined,
});
const DENYING: Hooks = {
  run(stage, input) {
    const verdict = deny('Not now.', 'Ask later.');
    const decidedBy = { hook: 'x', stage, mode: 'on', verdict } as const;
    return { decision: 'deny', decidedBy, said: [decidedBy], input };
  },
};

async function askGuarded(question: string, wording: readonly FakeStep[], hooks = HOOKED) {
  const models = createFakeModels({ wording });
  const guard = createGuard(hooks, requestContext());
  const deps = fakeDeps({ modelHelp: fakeHelp(models), guard });
  return { ...(await askFully(fakeInput(question), deps)), models };
}

describe('the guard of a question', () => {
  it('strikes what a model claims to have done or approved, sentence by sentence', async () => {
    const { text } = await askGuarded('idle EC2', [
      'I have stopped the instances. Ask the owners. ',
      'The plan has been approved. It was not deployed.',
    ]);
    expect(text).toContain('nothing proves that this was done');
    expect(text).toContain('a model approves nothing');
    expect(text).toContain('Ask the owners.');
    expect(text).toContain('It was not deployed.');
    expect(text).not.toMatch(/I have stopped|has been approved/);
  });

  it('lets a check be told where evidence is there for it, and nowhere else', async () => {
    const said = ['I checked the figures.'];
    expect((await askGuarded('idle EC2', said)).text).not.toContain('I checked');
    const read = {
      id: 'sha256:1',
      api: 'cost-optimization-hub:ListRecommendations',
      request: {},
      at: '2026-11-23T04:00:00Z',
      accountId: null,
      region: null,
      items: 1,
    };
    const results = { 'cost.ec2.idle': fakeResult(1, { evidence: [read] }) };
    const analyzers = createFakeAnalyzers({ results });
    const guard = createGuard(HOOKED, requestContext());
    const modelHelp = fakeHelp(createFakeModels({ wording: said }));
    const { text } = await askFully(
      fakeInput('idle EC2'),
      fakeDeps({ analyzers, guard, modelHelp }),
    );
    expect(text).toContain('I checked the figures.');
  });

  it('takes credentials out of the question before a model is asked', async () => {
    const { text, models } = await askGuarded('idle EC2 password=hunter2222', ['Fine.']);
    expect(JSON.stringify(models.asked.map(({ messages }) => messages))).not.toContain(
      'hunter2222',
    );
    expect(models.asked.length).toBeGreaterThan(0);
    expect(text.match(/Rotate it/g)).toHaveLength(1);
  });

  it('answers a question that a hook denies with the reason, and asks no model', async () => {
    const { text, answer, models } = await askGuarded('idle EC2', ['Fine.'], DENYING);
    expect(answer.status).toBe('failed');
    expect(text).toContain('Not now.');
    expect(text).toContain('Ask later.');
    expect(models.asked).toEqual([]);
  });
});
