import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatBody } from '../contracts/chat.ts';
import type { Route } from '../contracts/models.ts';
import { DATA_CLASSES, type DataClass } from '../contracts/sovereignty.ts';
import type { GateAction, GateRequest } from '../contracts/sovereignty-gate.ts';
import { openInspector } from '../open-inspector.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import { sealPolicy } from './load-policy.ts';
import { createPolicyGate, type Decided, type PolicyGateOptions } from './policy-gate.ts';
import type { PolicyRule } from './policy-schema.ts';
import { createFakeChats } from './test/fake-chats.ts';
import { ALICE, fakeInspect, fakeRoute } from './test/fake-inspect.ts';

const CLOUD = fakeRoute({ id: 'cloud', place: 'cloud', jurisdiction: ['US'] });
const SYDNEY = fakeRoute({ id: 'sydney', place: 'vpc', jurisdiction: ['AU'], promptCache: '5m' });
const LOCAL = fakeRoute({ id: 'local', place: 'local' });
const ROUTES: readonly Route[] = [CLOUD, SYDNEY, LOCAL];

function setUp(changes: Partial<PolicyGateOptions> & { rules?: readonly PolicyRule[] } = {}) {
  const decided: Decided[] = [];
  const { rules = DEFAULT_POLICY.rules, ...others } = changes;
  const policy = sealPolicy({ ...DEFAULT_POLICY, rules: [...rules] });
  const chats = createFakeChats();
  const gate = createPolicyGate({
    inspector: async () => fakeInspect,
    chats,
    secondOpinion: null,
    key: 'key',
    policy: () => policy,
    routes: ROUTES,
    pseudonymiser: null,
    record: async (each) => void decided.push(each),
    ...others,
  });
  return { gate, chats, decided };
}

const BODY = { model: 'x', messages: [{ role: 'user', content: 'hello' }] };

function request(text: string, changes: Partial<GateRequest> = {}): GateRequest {
  return {
    principal: ALICE,
    chatId: 'chat-1',
    purpose: 'chat',
    body: { model: 'x', messages: [{ role: 'user', content: text }] },
    leastClass: 'PUBLIC',
    requestedRoute: 'cloud',
    signal: new AbortController().signal,
    ...changes,
  };
}

function ruleFor(
  dataClass: DataClass,
  action: GateAction,
  places: PolicyRule['places'],
): readonly PolicyRule[] {
  const others = DATA_CLASSES.filter((each) => each !== dataClass);
  return [
    {
      id: 'tested',
      classes: [dataClass],
      action,
      ...(places ? { places } : {}),
      reason: 'Tested.',
    },
    { id: 'others', classes: others, action: 'allow', places: ['cloud', 'local'], reason: 'Open.' },
  ];
}

function ruleBase(id: string, dataClass: DataClass) {
  return { id, classes: [dataClass], reason: 'Tested.' };
}

describe('the policy gate', () => {
  it('lets go anywhere what is not sensitive', async () => {
    const { gate } = setUp();
    const decision = await gate.decide(request('resize a volume'));
    expect(decision).toMatchObject({
      action: 'allow',
      class: 'PUBLIC',
      routes: ['cloud', 'sydney', 'local'],
    });
  });

  it('keeps what is restricted on the own network, and says why', async () => {
    const { gate } = setUp();
    const decision = await gate.decide(request('R-1'));
    expect(decision).toMatchObject({ action: 'route-local', routes: ['local'] });
    expect(decision.reason).toContain('own network');
  });

  it('blocks with a remedy where no route may be used', async () => {
    const { gate } = setUp({ routes: [CLOUD] });
    const decision = await gate.decide(request('R-1'));
    expect(decision).toMatchObject({ action: 'block', routes: [] });
    expect(decision.reason).toContain('OLLAMA_BASE_URL');
  });

  it('keeps a chat at its highest class, also where a follow-up leaves the value out', async () => {
    const { gate } = setUp();
    await gate.decide(request('R-1'));
    expect(await gate.decide(request('and now?'))).toMatchObject({
      class: 'RESTRICTED',
      routes: ['local'],
    });
    expect(await gate.decide(request('and now?', { chatId: 'chat-2' }))).toMatchObject({
      class: 'PUBLIC',
    });
  });

  it('looks again at a chat that an admin lowered, and lets pass only what was there', async () => {
    const { gate, chats } = setUp();
    await gate.decide(request('R-1'));
    await chats.lower('chat-1', 'PUBLIC');
    expect(await gate.decide(request('R-1'))).toMatchObject({ class: 'PUBLIC', action: 'allow' });
    expect(await gate.decide(request('R-1 R-2'))).toMatchObject({ class: 'RESTRICTED' });
  });

  it('lets pass no other file and no other name of a field than those that an admin released', async () => {
    const inspector = openInspector({}).inspector;
    const { gate, chats } = setUp({ inspector });
    const file = (tfn: string) =>
      request(`data:text/csv;base64,${Buffer.from(`tfn,${tfn}\n`).toString('base64')}`);
    const named = (key: string) =>
      request('hello', { body: { ...BODY, metadata: { [key]: 'on' } } });
    await gate.decide(file('876543210'));
    await gate.decide(named('AKIAZ3MXQ7P2LKWT5RVB'));
    await chats.lower('chat-1', 'PUBLIC');
    expect(await gate.decide(file('876543210'))).toMatchObject({ class: 'PUBLIC' });
    expect(await gate.decide(named('AKIAZ3MXQ7P2LKWT5RVB'))).toMatchObject({ class: 'PUBLIC' });
    expect(await gate.decide(named('AKIAQ7P2Z3MXLKWT5RVB'))).toMatchObject({ class: 'RESTRICTED' });
    await chats.lower('chat-1', 'PUBLIC');
    expect(await gate.decide(file('123456782'))).toMatchObject({ class: 'RESTRICTED' });
  });

  it('holds images to be of the class that the policy says', async () => {
    const { gate } = setUp();
    expect(await gate.decide(request('image:aGk='))).toMatchObject({ routes: ['local'] });
  });

  it('takes values out where a rule says so, and sends the rest anywhere it may go', async () => {
    const { gate } = setUp({ rules: ruleFor('RESTRICTED', 'redact', ['cloud', 'local']) });
    const decision = await gate.decide(request('key R-1 and R-22, twice R-1'));
    expect(decision).toMatchObject({
      action: 'redact',
      class: 'RESTRICTED',
      sentClass: 'PUBLIC',
      routes: ['cloud', 'local'],
      redacted: { restricted: 3 },
      pseudonymised: {},
      body: {
        messages: [
          {
            content:
              'key [restricted removed] and [restricted removed], twice [restricted removed]',
          },
        ],
      },
    });
  });

  it.each([
    ['what stands in an encoded file', 'file: R-1'],
    ['what nobody can look into', 'image: R-1'],
  ])('keeps local %s, whatever a rule wants to take out', async (_what, text) => {
    const { gate } = setUp({ rules: ruleFor('RESTRICTED', 'redact', ['cloud', 'local']) });
    const decision = await gate.decide(request(text));
    expect(decision).toMatchObject({ action: 'route-local', routes: ['local'], redacted: {} });
  });

  it('keeps local what is confidential after the restricted values were taken out, as the name of a field', async () => {
    const rules: readonly PolicyRule[] = [
      { ...ruleBase('restricted', 'RESTRICTED'), action: 'redact', places: ['cloud', 'local'] },
      { ...ruleBase('confidential', 'CONFIDENTIAL'), action: 'allow', places: ['local'] },
    ];
    const { gate } = setUp({ rules, inspector: openInspector({}).inspector });
    const metadata = { 'jane.citizen@bigbank.com.au': 'on' };
    const body = { ...BODY, tfn: '876543210', metadata };
    expect(await gate.decide(request('', { body }))).toMatchObject({ routes: ['local'] });
  });

  it('keeps local what only a second opinion or an earlier turn found: it cannot be taken out', async () => {
    const rules = ruleFor('RESTRICTED', 'redact', ['cloud', 'local']);
    const secondOpinion = { classOf: () => Promise.resolve('RESTRICTED' as const) };
    const opinionated = setUp({ rules, secondOpinion });
    expect(await opinionated.gate.decide(request('we merge'))).toMatchObject({ routes: ['local'] });
    const { gate } = setUp({ rules });
    expect(await gate.decide(request('R-1'))).toMatchObject({ routes: ['cloud', 'local'] });
    expect(await gate.decide(request('and now?'))).toMatchObject({ routes: ['local'] });
  });

  it.each(['RESTRICTED', 'CONFIDENTIAL'] as const)(
    'keeps local a chat that a second opinion called %s, also when a value of its class is found later',
    async (opinion) => {
      const rules = ruleFor('RESTRICTED', 'redact', ['cloud', 'local']);
      const secondOpinion = { classOf: async () => opinion };
      const { gate, chats } = setUp({ rules, secondOpinion });
      await gate.decide(request('we merge'));
      const first = { role: 'user', content: 'we merge' };
      const messages = [
        first,
        { role: 'assistant', content: 'I see.' },
        { role: 'user', content: 'R-1' },
      ];
      const later = request('', { body: { model: 'x', messages } });
      expect(await gate.decide(later)).toMatchObject({ class: 'RESTRICTED', routes: ['local'] });
      await chats.lower('chat-1', 'PUBLIC');
      expect(await gate.decide(request('we merge'))).toMatchObject({ class: 'PUBLIC' });
      const other = request('', {
        body: { model: 'x', messages: [first, { role: 'user', content: 'R-2' }] },
      });
      expect(await gate.decide(other)).toMatchObject({
        action: 'redact',
        routes: ['cloud', 'local'],
      });
    },
  );

  it('keeps local what should get pseudonyms where none can be made', async () => {
    const { gate } = setUp({ rules: ruleFor('CONFIDENTIAL', 'pseudonymise', ['cloud']) });
    expect(await gate.decide(request('C-1'))).toMatchObject({ routes: ['local'] });
  });

  it('refuses when the decision cannot be written down, or the class cannot be kept', async () => {
    const unwritable = setUp({ record: () => Promise.reject(new Error('disk full')) });
    await expect(unwritable.gate.decide(request('hello'))).rejects.toThrow('disk full');
    const forgetful = setUp({
      chats: { ...createFakeChats(), raise: () => Promise.reject(new Error('no store')) },
    });
    await expect(forgetful.gate.decide(request('R-1'))).rejects.toThrow('no store');
  });

  it('raises a class by a second opinion, and lowers none', async () => {
    const opinion = (dataClass: DataClass) => ({ classOf: async () => dataClass });
    const raising = setUp({ secondOpinion: opinion('RESTRICTED') });
    expect(await raising.gate.decide(request('a rumour'))).toMatchObject({ routes: ['local'] });
    const lowering = setUp({ secondOpinion: opinion('PUBLIC') });
    expect(await lowering.gate.decide(request('R-1'))).toMatchObject({ class: 'RESTRICTED' });
  });

  it('never names a route for a class that the route may not carry', async () => {
    const arbitraryRoute = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      place: fc.constantFrom('local' as const, 'vpc' as const, 'cloud' as const),
      maximumClass: fc.constantFrom(...DATA_CLASSES),
    });
    const text = fc
      .array(fc.constantFrom('R-1', 'C-2', 'I-3', 'word', 'image:x'), { maxLength: 6 })
      .map((words) => words.join(' '));
    const action = fc.constantFrom<GateAction>('allow', 'redact', 'route-local', 'pseudonymise');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(arbitraryRoute, { selector: ({ id }) => id, maxLength: 4 }),
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.tuple(action, fc.constantFrom(...DATA_CLASSES)),
        async (routes, turns, [chosen, dataClass]) => {
          const built = routes.map((route) => fakeRoute(route));
          const rules = ruleFor(dataClass, chosen, ['local', 'vpc', 'cloud']);
          const { gate } = setUp({ routes: built, rules });
          let highest = 0;
          for (const turn of turns) {
            const decision = await gate.decide(request(turn));
            const rank = DATA_CLASSES.indexOf(decision.class);
            expect(rank).toBeGreaterThanOrEqual(highest);
            highest = rank;
            for (const id of decision.routes) expectCarried(built, id, decision);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** What goes to a route holds nothing above the route's class. */
function expectCarried(
  routes: readonly Route[],
  id: string,
  { body, sentClass }: { readonly body: ChatBody; readonly sentClass: DataClass },
): void {
  const route = routes.find((each) => each.id === id);
  const most = DATA_CLASSES.indexOf(route?.maximumClass ?? 'PUBLIC');
  expect(DATA_CLASSES.indexOf(sentClass)).toBeLessThanOrEqual(most);
  const left = fakeInspect(body);
  expect(DATA_CLASSES.indexOf(left.class)).toBeLessThanOrEqual(most);
  if (left.unscannable.length > 0) expect(route?.maximumClass).toBe('RESTRICTED');
}
