import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Call } from '../handler.ts';
import { createWorld } from '../world/create-world.ts';
import { configService } from './config-service.ts';

const world = createWorld({ now: new Date('2026-11-23T10:00:00Z') });
const service = configService(world);

type Answer = Record<string, unknown> & { Results: string[]; NextToken?: string };

async function send(operation: string, input: object, caller: Partial<Call> = {}) {
  const call: Call = {
    operation,
    region: world.homeRegion,
    caller: { accountId: world.managementAccountId, arn: '', userId: '' },
    ...caller,
  };
  return (await service.operations[operation]?.(
    { ConfigurationAggregatorName: 'organization', ...input },
    call,
  )) as Answer;
}

async function all(Expression: string) {
  const rows: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await send('SelectAggregateResourceConfig', {
      Expression,
      Limit: 100,
      ...(NextToken && { NextToken }),
    });
    rows.push(...page.Results);
    NextToken = page.NextToken;
  } while (NextToken);
  return rows.map((row) => JSON.parse(row) as Record<string, unknown>);
}

const declared = JSON.parse(
  readFileSync(new URL('sql/fixtures/declared-queries.json', import.meta.url), 'utf8'),
) as { id: string; sql: string }[];

it('answers every declared query', { timeout: 60_000 }, async () => {
  const counts: Record<string, number> = {};
  for (const { id, sql } of declared) {
    const Expression = sql
      .replaceAll('{{now}}', '2026-11-23')
      .replace(/\{\{plus(\d+)\}\}/g, (_, days) => `2027-02-${20 + (Number(days) % 8)}`)
      .replaceAll('{{since}}', '2026-11-01')
      .replaceAll('{{value}}', 'x');
    counts[id] = (await send('SelectAggregateResourceConfig', { Expression })).Results.length;
  }
  console.log(
    Object.entries(counts)
      .filter(([, n]) => n === 0)
      .map(([id]) => id)
      .join(' '),
  );
});

it('times', async () => {
  const t = Date.now();
  console.log(
    (await all('SELECT resourceType, COUNT(*) GROUP BY resourceType'))
      .map((x) => JSON.stringify(x))
      .join('\n'),
  );
  console.log((await all('SELECT resourceId')).length, Date.now() - t);
});
