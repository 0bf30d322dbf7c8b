import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ANTI_PATTERNS } from '../policy/anti-patterns.ts';
import { ALSO_BUILT_IN, HOOKS } from '../policy/hooks/registry.ts';
import { RULES } from '../policy/rules.ts';

const file = fileURLToPath(new URL('../../docs/hooks.md', import.meta.url));
const text = await readFile(file, 'utf8');

function rowsBelow(head: string): readonly string[] {
  const [, rest = ''] = text.split(`${head}\n`);
  const [table = ''] = rest.split('\n\n');
  return table.split('\n').slice(1);
}

it('lists every hook with its stage and what it does', () => {
  const rows = HOOKS.map(({ id, stage, purpose }) => {
    const built = ALSO_BUILT_IN.has(id) ? ' Built in as well.' : '';
    return `| \`${id}\` | ${stage} | ${purpose}${built} |`;
  });
  expect(rowsBelow('| hook | stage | what it does |')).toEqual(rows);
});

it('lists every rule with the hooks that enforce it', () => {
  const rows = RULES.map(({ id, text: words, hooks }) => {
    const names = hooks.map((hook) => `\`${hook}\``).join(', ');
    return `| \`${id}\` | ${words} | ${names} |`;
  });
  expect(rowsBelow('| rule | text | enforced by |')).toEqual(rows);
});

it('counts the anti-patterns', () => {
  const groups = [...new Set(ANTI_PATTERNS.map(({ group }) => group))];
  const rows = groups.map((group) => {
    const all = ANTI_PATTERNS.filter((each) => each.group === group);
    const caught = all.filter(({ hooks }) => hooks !== null);
    return `| ${group} | ${all.length} | ${caught.length} |`;
  });
  expect(rowsBelow('| group | anti-patterns | of them caught by hooks |')).toEqual(rows);
});
