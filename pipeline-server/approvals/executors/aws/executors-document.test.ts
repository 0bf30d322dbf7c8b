import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { REMEDIES } from '../../remedies.ts';
import { createAwsExecutors } from './aws-executors.ts';
import { createFakeDeps } from './test/fake-aws.ts';

const text = readFileSync(
  fileURLToPath(new URL('../../../../docs/executors.md', import.meta.url)),
  'utf8',
);
const [table = '', remedies = ''] = text.split('## Which options become plans');
const executors = createAwsExecutors(createFakeDeps({}));

describe('docs/executors.md', () => {
  it('lists every executor as it says of itself, and no other', () => {
    const rows = [...table.matchAll(/^\| `([a-z0-9.-]+)` \| (.+?) \| (.+?) \|$/gm)].map(
      ([, id, what, undone]) => [id, what, undone],
    );
    expect(rows).toEqual(
      executors.map(({ id, description, destructive, rollBack }) => [
        id,
        description,
        `${destructive ? '**destructive**, ' : ''}${rollBack === null ? 'cannot be undone' : 'can be undone'}`,
      ]),
    );
  });

  it('lists which analyzers lead to which executor', () => {
    for (const [analyzer, { executor }] of REMEDIES) {
      expect(remedies).toMatch(new RegExp(`^\\| \`${executor}\` \\|.*\`${analyzer}\``, 'm'));
    }
  });
});
