import { describe, expect, it } from 'vitest';
import { changeOf, planFile } from '../../../test/fake-terraform.ts';
import { parsePlan, parseStateVersion } from './plan-document.ts';
import { planObstacles } from './plan-obstacles.ts';
import { semanticHash } from './plan-semantics.ts';

const read = (over: Readonly<Record<string, unknown>> = {}) => parsePlan(planFile(over).toString());
const PROVISIONED = {
  address: 'module.m.p.a',
  provisioners: [{ type: 'local-exec' }],
};

describe('a saved plan', () => {
  it('can be approved when all that it does is in it', () => {
    expect(planObstacles(read())).toEqual([]);
    const outputs = { output_changes: { o: { actions: ['update'] } }, resource_changes: [] };
    expect(planObstacles(read(outputs))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['failed', { errored: true }, 'ended with an error'],
    ['covers a part', { complete: false }, 'covers a part only'],
    ['changes nothing', { resource_changes: [] }, 'changes nothing'],
    [
      'changes nothing but reads',
      { resource_changes: [{ ...changeOf('p.a', { actions: ['read'] }), mode: 'data' }] },
      'changes nothing',
    ],
    [
      'runs a provisioner',
      {
        configuration: {
          root_module: { module_calls: { m: { module: { resources: [PROVISIONED] } } } },
        },
      },
      'module.m.p.a: what a provisioner runs is in no plan',
    ],
    [
      'runs a program for data',
      {
        resource_changes: [
          { ...changeOf('external.x', { actions: ['read'] }), mode: 'data' },
          changeOf('p.a', { actions: ['create'] }),
        ],
      },
      'it would run a program',
    ],
    ['invokes actions', { action_invocations: [{}] }, 'action_invocations'],
    ['defers changes', { deferred_changes: [{}] }, 'deferred_changes'],
  ])('cannot when it %s', (_name, over, words) => {
    expect(planObstacles(read(over)).join(' ')).toContain(words);
  });

  it('is told by what it does, not by when it was made', () => {
    const later = read({ timestamp: '2027-01-01T00:00:00Z' });
    expect(semanticHash(later)).toBe(semanticHash(read()));
    expect(semanticHash(read({ variables: {} }))).not.toBe(semanticHash(read()));
  });

  it('is refused in words when it is none', () => {
    expect(() => parsePlan('no')).toThrow('is no JSON');
    expect(() => parsePlan('{"format_version":"2.0"}')).toThrow('another form');
    expect(() => parseStateVersion('{"serial":-1}')).toThrow('another form');
    expect(parseStateVersion('\n')).toBeNull();
  });
});
