import fc from 'fast-check';
import type { ChatMessage } from '../../contracts/chat.ts';
import { ModelError, type ModelEvent, mayCarry, type Route } from '../../contracts/models.ts';
import type { InspectRequest } from '../../contracts/sovereignty.ts';
import { AUTOMATIC_MODEL, createGateway, type Gateway } from '../../gateway/gateway.ts';
import type { ModelBudgets } from '../../gateway/model-budgets.ts';
import type { Policy } from '../../sovereignty/load-policy.ts';
import { createPolicyGate } from '../../sovereignty/policy-gate.ts';
import { createPseudonymiser } from '../../sovereignty/pseudonyms/create-pseudonymiser.ts';
import { createMemoryChatClasses } from '../../state/chat-classes.ts';
import { createMemoryPseudonymVault } from '../../state/pseudonym-vault.ts';
import { testRoute } from '../model-routes.ts';
import { ALICE, SILENT_LOG } from '../request-context.ts';
import { policy } from './arbitrary-policy.ts';
import { bodyOf, type Turn, turn } from './conversations.ts';
import { type Fault, faults, type MakeModel } from './faulty-models.ts';
import { findLeaks } from './find-leaks.ts';
import type { SensitiveValue } from './sensitive-values.ts';

/** What one run of the property is about. */
interface Scenario {
  readonly policy: Policy;
  readonly turns: readonly Turn[];
  readonly cloud: readonly Fault[];
  readonly vpc: readonly Fault[];
  readonly local: readonly Fault[];
  readonly chatId: string | null;
  readonly modelId: string;
  readonly withFallbacks: boolean;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  policy,
  turns: fc.array(turn, { minLength: 1, maxLength: 4 }),
  cloud: faults,
  vpc: faults,
  local: faults,
  chatId: fc.option(fc.constant('chat-1'), { freq: 4 }),
  modelId: fc.constantFrom('cloud-model', 'cloud-model', 'vpc-model', AUTOMATIC_MODEL),
  withFallbacks: fc.boolean(),
});

/** What the runs of the property came to; it shows that something was at stake. */
export interface Tally {
  conversations: number;
  valuesHidden: number;
  sentToCloud: number;
  sentToVpc: number;
  sentToLocal: number;
  refused: number;
  replaced: number;
}

/** What the property is tried with. */
interface Trial {
  readonly inspect: InspectRequest;
  readonly makeModel: MakeModel;
  readonly runs: number;
}

/**
 * Runs generated conversations through gateway, policy and detector, and expects that no route was sent a value above its
 * class in whichever way of writing.
 */
export async function expectNoLeak({ inspect, makeModel, runs }: Trial): Promise<Tally> {
  const tally: Tally = {
    conversations: 0,
    valuesHidden: 0,
    sentToCloud: 0,
    sentToVpc: 0,
    sentToLocal: 0,
    refused: 0,
    replaced: 0,
  };
  const property = fc.asyncProperty(scenario, (each) =>
    runScenario(each, { inspect, makeModel }, tally),
  );
  await fc.assert(property, { numRuns: runs });
  return tally;
}

async function runScenario(
  { turns, chatId, modelId, ...made }: Scenario,
  parts: Omit<Trial, 'runs'>,
  tally: Tally,
): Promise<void> {
  const { gateway, sent } = build(made, parts);
  const history: ChatMessage[] = [];
  for (const each of turns) {
    const body = bodyOf(each, history);
    const reply = await ask(gateway, { body, chatId, modelId, stopAfter: each.stopAfter }, tally);
    history.push(...body.messages.filter(({ role }) => role !== 'system'), reply);
  }
  const values = turns.flatMap(({ hidden }) => hidden.map(({ value }) => value));
  for (const { route, requests } of sent) {
    const forbidden = values.filter((value) => !mayCarry(route, value.class));
    for (const request of requests) expectNone(route, findLeaks(request, forbidden));
  }
  tally.conversations += 1;
  tally.valuesHidden += values.length;
  const countOf = (id: string) => sent.find(({ route }) => route.id === id)?.requests.length ?? 0;
  tally.sentToCloud += countOf('cloud');
  tally.sentToVpc += countOf('vpc');
  tally.sentToLocal += countOf('local');
}

function expectNone({ id }: Route, [leak]: readonly SensitiveValue[]): void {
  if (leak !== undefined) throw new Error(`The route ${id} was sent ${JSON.stringify(leak)}.`);
}

const UNLIMITED: ModelBudgets = {
  reserve: () =>
    Promise.resolve({ settle: () => Promise.resolve(), release: () => Promise.resolve() }),
};

type Made = Pick<Scenario, 'policy' | 'cloud' | 'vpc' | 'local' | 'withFallbacks'>;

function build(made: Made, { inspect, makeModel }: Omit<Trial, 'runs'>) {
  const of = (differences: Partial<Route>) => testRoute({ models: ['model'], ...differences });
  const fallbacks = made.withFallbacks ? ['cloud', 'vpc', 'local'] : [];
  const routes = [
    of({ id: 'cloud', place: 'cloud', maximumClass: 'INTERNAL', fallbacks }),
    of({ id: 'vpc', place: 'vpc', maximumClass: 'CONFIDENTIAL', jurisdiction: ['AU'], fallbacks }),
    of({ id: 'local', fallbacks }),
  ];
  const planned: Readonly<Record<string, readonly Fault[]>> = {
    cloud: made.cloud,
    vpc: made.vpc,
    local: made.local,
  };
  const connected = routes.map((route) => ({
    route,
    ...makeModel(route, planned[route.id] ?? ['none']),
  }));
  const gate = createPolicyGate({
    inspector: () => Promise.resolve(inspect),
    secondOpinion: null,
    chats: createMemoryChatClasses(),
    key: 'key',
    policy: () => made.policy,
    routes,
    pseudonymiser: createPseudonymiser({ vault: createMemoryPseudonymVault(), key: 'key' }),
    record: () => Promise.resolve(),
  });
  return {
    gateway: createGateway({
      routes: connected,
      gate,
      budgets: UNLIMITED,
      maskAnswer: null,
      guardRequest: (body) => body,
      log: SILENT_LOG,
    }),
    sent: connected.map(({ route, sent }) => ({ route, requests: sent })),
  };
}

interface Asking {
  readonly body: ReturnType<typeof bodyOf>;
  readonly chatId: string | null;
  readonly modelId: string;
  readonly stopAfter: number | null;
}

/** The message that a client keeps of an answer; what was refused or broke off leaves an empty one. */
async function ask(gateway: Gateway, asking: Asking, tally: Tally): Promise<ChatMessage> {
  const { stopAfter, ...question } = asking;
  const events: ModelEvent[] = [];
  try {
    const answer = await gateway.answer({
      ...question,
      principal: ALICE,
      purpose: 'chat',
      leastClass: 'PUBLIC',
      signal: new AbortController().signal,
    });
    if (['redact', 'pseudonymise'].includes(answer.decision.action)) tally.replaced += 1;
    for await (const event of answer.events) {
      if (stopAfter !== null && events.length >= stopAfter) break;
      events.push(event);
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    tally.refused += 1;
  }
  const content = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  return { role: 'assistant', content };
}
