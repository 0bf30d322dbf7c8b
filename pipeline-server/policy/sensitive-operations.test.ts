import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openAccessLevels } from './access-levels.ts';
import { SENSITIVE_OPERATIONS } from './sensitive-operations.ts';

const DOCUMENT = await readFile(new URL('../../docs/actions.md', import.meta.url), 'utf8');

/** Operations whose action has another name in IAM. */
const NAMED_OTHERWISE: ReadonlySet<string> = new Set([
  'apigateway:getapikey',
  'apigateway:getapikeys',
  'lambda:getlayerversionbyarn',
]);

describe.each(SENSITIVE_OPERATIONS)('sensitive operations: $id', ({ id, operations }) => {
  it('is in the table of the document', () => {
    expect(DOCUMENT).toContain(`\`aws.${id}\``);
  });

  it('names operations that AWS has', async () => {
    const levels = openAccessLevels();
    const names = Object.entries(operations).flatMap(([prefix, all]) =>
      all.map((operation) => ({ prefix, operation, name: `${prefix}:${operation}` })),
    );
    for (const { prefix, operation, name } of names) {
      if (NAMED_OTHERWISE.has(name)) continue;
      expect([name, await levels.levelOf(prefix, operation)]).not.toContain(null);
    }
  });
});
