import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, planFile } from '../../../test/fake-terraform.ts';
import { parsePlan } from './plan-document.ts';
import { maskingOf, redact, sensitiveTexts } from './sensitive-values.ts';

const mask = maskingOf([]);

describe('what a plan calls sensitive', () => {
  it('is found in resources, outputs, variables and the state, in whole and in parts', () => {
    const plan = parsePlan(
      planFile({
        resource_changes: [
          changeOf('p.a', {
            actions: ['update'],
            before: { a: ['open', 'before-secret'], n: 1_234_567 },
            before_sensitive: { a: [false, true], n: true },
            after: { whole: { deep: ['after-secret'] }, pem: '-----BEGIN\nline-of-key\n"quoted"' },
            after_sensitive: { whole: true, pem: true },
          }),
        ],
        output_changes: {
          o: { actions: ['create'], before: null, after: 'output-secret', after_sensitive: true },
        },
        prior_state: {
          values: {
            outputs: { old: { sensitive: true, value: 'old-output' } },
            root_module: {
              child_modules: [
                {
                  resources: [
                    {
                      address: 'm.r',
                      mode: 'data',
                      values: { t: 'state-secret', u: 'open' },
                      sensitive_values: { t: true },
                    },
                  ],
                },
              ],
            },
          },
        },
      }).toString(),
    );
    const found = sensitiveTexts(plan);
    for (const secret of [
      'before-secret',
      '1234567',
      'after-secret',
      'line-of-key',
      '\\"quoted\\"',
      'output-secret',
      'old-output',
      'state-secret',
      'hunter2hunter2',
    ]) {
      expect(found).toContain(secret);
    }
    expect(found).not.toContain('open');
  });

  it('is taken out by its marks, and what is not known yet is said so', () => {
    const value = { a: 1, list: ['x', { deep: 'y' }], gone: null, s: 'z' };
    const shown = redact(value, {
      sensitive: { list: [false, { deep: true }], s: true },
      unknown: { id: true, list: [true] },
      mask,
    });
    expect(shown).toEqual({
      a: 1,
      list: ['(known after apply)', { deep: '(sensitive)' }],
      gone: null,
      s: '(sensitive)',
      id: '(known after apply)',
    });
    expect(redact('all of it', { sensitive: true, unknown: true, mask })).toBe('(sensitive)');
  });

  it('is nowhere in what is shown, wherever it stands', () => {
    const secret = 'correct horse battery';
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(secret, `in ${secret} text`, 'open', 7, null, true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', secret), tie('tree'), { maxKeys: 3 }),
      ),
    }));
    const masking = maskingOf([secret]);
    fc.assert(
      fc.property(tree, (value) => {
        const shown = redact(value, { sensitive: false, unknown: false, mask: masking });
        expect(JSON.stringify(shown)).not.toContain(secret);
      }),
    );
  });
});
