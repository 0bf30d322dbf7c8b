import { afterEach, describe, expect, it } from 'vitest';
import { createClients } from './clients.ts';
import { efficiencyCommandOf, listEfficiencyMetrics } from './efficiency-metrics.ts';
import { createEfficiencyReader } from './efficiency-reader.ts';
import { readOnly } from './read-only.ts';
import { createReading } from './reading.ts';
import { createRunRecorder } from './run-recorder.ts';
import {
  type ScriptedAnswer,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from './test/scripted-endpoint.ts';

const SPAN = { start: '2026-09', end: '2026-11' };
let endpoint: ScriptedEndpoint | null = null;

afterEach(async () => {
  await endpoint?.close();
  endpoint = null;
});

async function readerOf(answers: readonly ScriptedAnswer[]) {
  let position = 0;
  endpoint = await startScriptedEndpoint(() => answers[position++] ?? { body: {} });
  const clients = createClients(endpoint.source);
  const reading = createReading({
    clients,
    clock: { now: () => new Date('2026-11-23T10:00:00Z') },
    source: endpoint.source,
  });
  const recorder = createRunRecorder(() => {});
  const { read } = reading({ identity: 'me', signal: new AbortController().signal, recorder });
  return { reader: createEfficiencyReader(read), clients };
}

const page = (group: string | null, nextToken?: string): ScriptedAnswer => ({
  body: {
    efficiencyMetricsByGroup: [
      {
        group,
        metricsByTime: [
          { timestamp: '2026-10', score: 91, savings: 9, spend: 100 },
          { timestamp: '2026-09', score: 90, savings: 10, spend: 100 },
        ],
      },
    ],
    ...(nextToken === undefined ? {} : { nextToken }),
  },
});

describe('ListEfficiencyMetrics through the older client', () => {
  it('is sent under its own name with its input, signed and page by page', async () => {
    const { reader } = await readerOf([page('a', 'more'), page('b')]);
    const found = await reader.ofAccounts(SPAN);
    expect(
      found.map(({ accountId, months }) => [accountId, months.map(({ month }) => month)]),
    ).toEqual([
      ['a', ['2026-09', '2026-10']],
      ['b', ['2026-09', '2026-10']],
    ]);
    const input = {
      granularity: 'Monthly',
      maxResults: 100,
      timePeriod: SPAN,
      groupBy: 'AccountId',
    };
    expect(endpoint?.requests).toEqual([
      { operation: 'ListEfficiencyMetrics', input },
      { operation: 'ListEfficiencyMetrics', input: { ...input, nextToken: 'more' } },
    ]);
  });

  it('keeps a group that AWS could not work out, with AWS’s reason', async () => {
    const { reader } = await readerOf([
      {
        body: {
          efficiencyMetricsByGroup: [{ group: 'a', metricsByTime: null, message: 'Too little.' }],
        },
      },
    ]);
    expect(await reader.ofAccounts(SPAN)).toMatchObject([
      { accountId: 'a', months: [], message: 'Too little.' },
    ]);
  });

  it('words an error of AWS as any other', async () => {
    const { reader } = await readerOf([{ error: 'AccessDeniedException', message: 'not you' }]);
    await expect(reader.ofOrganization(SPAN)).rejects.toThrow(
      /AWS denied cost-optimization-hub:ListEfficiencyMetrics.*Allow cost-optimization-hub:ListEfficiencyMetrics/,
    );
  });

  it('is known to the read-only guard by its own name', async () => {
    const { clients } = await readerOf([]);
    const { sdk } = await clients.hub();
    const client = new sdk.CostOptimizationHubClient({ region: 'us-east-1' });
    const names: (string | undefined)[] = [];
    client.middlewareStack.add(
      (_next, context) => () => {
        names.push(context.commandName);
        return Promise.reject(new Error('not sent'));
      },
      { step: 'initialize' },
    );
    const Command = efficiencyCommandOf(sdk);
    const input = { granularity: 'Monthly', timePeriod: SPAN, maxResults: 1 } as const;
    await expect(client.send(new Command(input))).rejects.toThrow('not sent');
    expect(names).toEqual(['ListEfficiencyMetricsCommand']);
    const sent = readOnly('compute-optimizer')(async () => 'sent', {
      commandName: names[0] ?? '',
    });
    await expect(sent()).rejects.toThrow('not a permitted read');
    expect(listEfficiencyMetrics.iamAction).toBe('cost-optimization-hub:ListEfficiencyMetrics');
  });
});
