import type { Figure } from './figures.ts';
import { type Contestant, startContestants } from './gateway-contestants.ts';
import { type LoadGenerator, type LoadResult, throughput } from './load.ts';
import { startServer } from './server-process.ts';
import { median } from './statistics.ts';
import { chatCall, ONE_BY_ONE } from './workloads.ts';

const WARM_UP_PASSES = 2;
/** Others than us: what fails there is a figure and does not end the run. */
const PEERS: ReadonlySet<Contestant['name']> = new Set(['Portkey', 'LiteLLM']);
const PROMPT = 'What did we spend on compute last month, and why? '.repeat(20);

/** A kind of request: how many of them, how many at a time. LiteLLM, which is slower by tens, gets a tenth of them. */
interface Workload {
  readonly name: string;
  readonly stream: boolean;
  readonly prompt: string;
  readonly requests: number;
  readonly concurrency: number;
}

const CALL = { stream: false, prompt: PROMPT, requests: 500, concurrency: 1 };
const JSON_CALL: Workload = { ...CALL, name: 'JSON' };
const STREAM: Workload = { ...CALL, name: 'stream', stream: true, requests: 300 };
/** Events that the network brings together leave together; these do not come together. */
const APART: Workload = {
  ...STREAM,
  name: 'stream, event by event',
  prompt: PROMPT + ONE_BY_ONE,
  requests: 160,
  concurrency: 16,
};
const STREAMS: Workload = { ...STREAM, name: 'streams', requests: 640, concurrency: 64 };

/** What a pass measured. */
interface Pass {
  readonly latencyMs: number;
  readonly firstByteMs: number;
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly failures: number;
}

/**
 * What the gateway adds to a call of a model, beside a proxy that only passes bytes on, Portkey's gateway and LiteLLM, all on one upstream
 * in one run and in turn, so that a slow minute hits them alike.
 */
export async function measureGateway(
  load: LoadGenerator,
  repetitions: number,
): Promise<readonly Figure[]> {
  const upstream = await startServer('./gateway-upstream.js', {});
  let contestants: readonly Contestant[] = [];
  try {
    contestants = await startContestants(upstream);
    const run = { load, contestants, repetitions };
    const json = await measure(run, JSON_CALL);
    const stream = await measure(run, STREAM);
    const apart = await measure(run, APART);
    const streams = await measure(run, STREAMS);
    return [
      ...addedFigures({ json, stream, apart }),
      ...throughputFigures(streams),
      ...failureFigures([json, stream, apart, streams]),
    ];
  } finally {
    const started = contestants.filter(({ server }) => server !== upstream);
    await Promise.all(started.map(({ server }) => server.stop()));
    await upstream.stop();
  }
}

interface Run {
  readonly load: LoadGenerator;
  readonly contestants: readonly Contestant[];
  readonly repetitions: number;
}

type Name = Contestant['name'];
type Measured = ReadonlyMap<Name, readonly Pass[]>;

async function measure(
  { load, contestants, repetitions }: Run,
  workload: Workload,
): Promise<Measured> {
  const measured = new Map<Name, Pass[]>(contestants.map(({ name }) => [name, []]));
  for (let pass = 0; pass < WARM_UP_PASSES + repetitions; pass += 1) {
    for (const contestant of contestants) {
      const result = await runPass(load, contestant, workload);
      if (pass >= WARM_UP_PASSES) measured.get(contestant.name)?.push(result);
    }
  }
  return measured;
}

async function runPass(
  load: LoadGenerator,
  { name, server, model, headers }: Contestant,
  { stream, prompt, requests, concurrency }: Workload,
): Promise<Pass> {
  const fewer = name === 'LiteLLM' ? Math.max(concurrency, requests / 10) : requests;
  const before = server.cpuMs();
  const result: LoadResult = await load.run({
    url: `${server.url}/v1/chat/completions`,
    body: chatCall(model, prompt, stream),
    requests: fewer,
    concurrency,
    headers,
    name,
    mayFail: PEERS.has(name),
  });
  return {
    failures: result.failures,
    latencyMs: median(result.latenciesMs),
    firstByteMs: median(result.firstBytesMs),
    perSecond: throughput(result),
    cpuMs: (server.cpuMs() - before) / fewer,
  };
}

/** Our bounds on what is added, in milliseconds. */
const AIMS: Readonly<Record<string, { readonly below: number }>> = {
  'JSON call adds': { below: 1.5 },
  'CPU per JSON call': { below: 1 },
  'first streamed byte adds': { below: 3 },
  'CPU per 52-event stream': { below: 1.5 },
};

/** What was measured beside the throughput. */
interface Calls {
  readonly json: Measured;
  readonly stream: Measured;
  readonly apart: Measured;
}

function addedFigures({ json, stream, apart }: Calls): readonly Figure[] {
  const names = [...json.keys()].filter((name) => name !== 'direct');
  return names.flatMap((name) => {
    const values = {
      'JSON call adds': added(json, name, 'latencyMs'),
      'CPU per JSON call': middle(json, name, 'cpuMs'),
      'first streamed byte adds': added(stream, name, 'firstByteMs'),
      'CPU per 52-event stream': middle(stream, name, 'cpuMs'),
      'CPU per 52-event stream, an event a millisecond': middle(apart, name, 'cpuMs'),
    };
    return Object.entries(values).map(([what, value]) => addedFigure(name, what, value));
  });
}

function addedFigure(name: Name, what: string, value: number): Figure {
  const aim = name === 'xOps' ? AIMS[what] : undefined;
  return { name: `${name}: ${what}`, value, unit: 'ms', ...(aim === undefined ? {} : { aim }) };
}

function throughputFigures(streams: Measured): readonly Figure[] {
  const rates = [...streams.keys()].flatMap((name): readonly Figure[] => [
    {
      name: `${name}: 64 streams at once`,
      value: middle(streams, name, 'perSecond'),
      unit: '/s',
    },
    {
      name: `${name}: CPU per stream, 64 at once`,
      value: middle(streams, name, 'cpuMs'),
      unit: 'ms',
    },
  ]);
  return [...rates, ...ratioTo(streams, 'Portkey', 1.5), ...ratioTo(streams, 'LiteLLM', 30)];
}

function ratioTo(streams: Measured, other: Name, atLeast: number): readonly Figure[] {
  const theirs = streams.get(other);
  if (theirs === undefined) return [];
  const ours = streams.get('xOps') ?? [];
  const ratios = ours.map(
    (pass, index) => pass.perSecond / (theirs[index]?.perSecond ?? Number.NaN),
  );
  const name = `64 streams at once: xOps against ${other}`;
  return [{ name, value: median(ratios), unit: 'x', aim: { atLeast } }];
}

/** Of a peer whose requests failed in a measured pass. */
function failureFigures(all: readonly Measured[]): readonly Figure[] {
  return [...PEERS].flatMap((peer): readonly Figure[] => {
    const passes = all.flatMap((measured) => measured.get(peer) ?? []);
    const value = passes.reduce((sum, { failures }) => sum + failures, 0);
    const note = 'its latencies and rates are of the requests that did not fail';
    return value === 0 ? [] : [{ name: `${peer}: requests that failed`, value, unit: '', note }];
  });
}

function added(measured: Measured, name: Name, key: keyof Pass): number {
  return middle(measured, name, key) - middle(measured, 'direct', key);
}

function middle(measured: Measured, name: Name, key: keyof Pass): number {
  return median((measured.get(name) ?? []).map((pass) => pass[key]));
}
