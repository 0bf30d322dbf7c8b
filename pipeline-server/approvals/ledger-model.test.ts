import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ApprovalError,
  type ApprovalStatus,
  type Person,
  type Verdict,
} from '../contracts/approvals.ts';
import { samplePerson } from '../test/approval-samples.ts';
import { approvalOf, draftOf, ERIN, MARY, rejectionOf, TOM } from '../test/ledger-fakes.ts';
import { type LedgerWorld, openLedgerWorld } from '../test/ledger-world.ts';
import { sweep } from './sweep.ts';

/** What the rules of the product say should be, without any of its code. */
interface Model {
  status: ApprovalStatus | 'NONE';
  readonly quorum: number;
  readonly deciders: Set<string>;
  approvals: number;
  hours: number;
  effects: number;
  undone: number;
}

interface Real {
  readonly ledger: LedgerWorld;
  id: string;
}

type Step = fc.AsyncCommand<Model, Real>;

const HOURS = 3_600_000;
const EXPIRY = 24;
const STRANGER = samplePerson('eve@example.com', { groups: [] });
const UNPROVED: Person = { ...MARY, proof: 'unsigned' };
const PLAN = draftOf().plan;

/** Does something, and expects it to be taken or refused as the model says. */
async function expectTaken(isTaken: boolean, attempt: Promise<unknown>): Promise<void> {
  const refused = await attempt.then(
    () => false,
    (error: unknown) => {
      if (error instanceof ApprovalError) return true;
      throw error;
    },
  );
  expect(refused).toBe(!isTaken);
}

async function expectSame(model: Model, { ledger, id }: Real): Promise<void> {
  const details = await ledger.approvals.read(id);
  expect(details?.request.status ?? 'NONE').toBe(model.status);
  expect(ledger.world.effects.filter((effect) => effect.startsWith('stop'))).toHaveLength(
    model.effects,
  );
  expect(ledger.world.effects.filter((effect) => effect.startsWith('start'))).toHaveLength(
    model.undone,
  );
}

/** A step whose rule is `may`, and whose effect on the model is `so`. */
function step(
  name: string,
  rule: { readonly may: (model: Model) => boolean; readonly so: (model: Model) => void },
  act: (real: Real) => Promise<unknown>,
): Step {
  return {
    check: ({ status }) => status !== 'NONE',
    async run(model, real) {
      const isTaken = rule.may(model);
      await expectTaken(isTaken, act(real));
      if (isTaken) rule.so(model);
      await expectSame(model, real);
    },
    toString: () => name,
  };
}

class Request implements Step {
  check(model: Model): boolean {
    return model.status === 'NONE';
  }

  async run(model: Model, real: Real): Promise<void> {
    real.ledger.settings.quorum = model.quorum;
    real.id = (await real.ledger.approvals.request(draftOf())).id;
    model.status = 'PENDING';
    await expectSame(model, real);
  }

  toString(): string {
    return 'request';
  }
}

function decision(verdict: Verdict, person: Person): Step {
  const order = verdict === 'approve' ? approvalOf(PLAN) : rejectionOf(PLAN, { verdict });
  const isApprover = person === MARY || person === TOM;
  return step(
    `${verdict} by ${person.id} (${person.proof})`,
    {
      may: (model) =>
        isApprover &&
        model.status === 'PENDING' &&
        model.hours < EXPIRY &&
        !model.deciders.has(person.id),
      so: (model) => {
        model.deciders.add(person.id);
        if (verdict === 'approve') model.approvals += 1;
        if (verdict === 'reject') model.status = 'REJECTED';
        else if (verdict === 'request-changes') model.status = 'CHANGES_REQUESTED';
        else if (model.approvals >= model.quorum) model.status = 'APPROVED';
      },
    },
    ({ ledger, id }) => ledger.approvals.decide(id, order, person),
  );
}

const EXECUTE = step(
  'execute',
  {
    may: ({ status, hours }) => status === 'APPROVED' && hours < EXPIRY,
    so: (model) => {
      model.status = 'SUCCEEDED';
      model.effects += 1;
    },
  },
  ({ ledger, id }) => ledger.approvals.execute(id),
);

const CANCEL = step(
  'cancel by who asked',
  { may: ({ status }) => status === 'PENDING', so: (model) => void (model.status = 'CANCELLED') },
  ({ ledger, id }) => ledger.approvals.cancel(id, ERIN, 'not needed'),
);

const REVOKE = step(
  'revoke by an approver',
  { may: ({ status }) => status === 'APPROVED', so: (model) => void (model.status = 'REVOKED') },
  ({ ledger, id }) => ledger.approvals.revoke(id, TOM, 'wrong'),
);

const ROLL_BACK = step(
  'undo by an approver',
  {
    may: ({ status }) => status === 'SUCCEEDED',
    so: (model) => {
      model.status = 'ROLLED_BACK';
      model.undone += 1;
    },
  },
  ({ ledger, id }) => ledger.approvals.rollBack(id, MARY, 'needed again'),
);

const SETTLE = step(
  'settle what is not unknown',
  { may: () => false, so: () => undefined },
  ({ ledger, id }) => ledger.approvals.settle(id, 'SUCCEEDED', { ...MARY, comment: 'I looked' }),
);

function wait(hours: number): Step {
  const rule = {
    may: () => true,
    so: (model: Model) => {
      model.hours += hours;
      const isOpen = model.status === 'PENDING' || model.status === 'APPROVED';
      if (isOpen && model.hours >= EXPIRY) model.status = 'EXPIRED';
    },
  };
  return step(`${hours} hours pass`, rule, async ({ ledger }) => {
    ledger.clock.time += hours * HOURS;
    await sweep(ledger.deps, { executes: false });
  });
}

const PEOPLE = [MARY, TOM, ERIN, STRANGER, UNPROVED];
const VERDICTS: readonly Verdict[] = ['approve', 'reject', 'request-changes'];

const STEPS = [
  fc.constant(new Request()),
  fc.constantFrom(...PEOPLE).map((person) => decision('approve', person)),
  fc
    .tuple(fc.constantFrom(...VERDICTS), fc.constantFrom(...PEOPLE))
    .map(([verdict, person]) => decision(verdict, person)),
  fc.constantFrom(EXECUTE, CANCEL, REVOKE, ROLL_BACK, SETTLE),
  fc.constantFrom(1, 5, 30).map(wait),
];

/** Ten times as many run in the end-to-end tests. */
const RUNS = Number(process.env['LEDGER_MODEL_RUNS'] ?? 500);

describe('the ledger', () => {
  it(
    `does what the rules say, whatever is done in whichever order (${RUNS} runs)`,
    async () => {
      const ledger = await openLedgerWorld();
      const start = ledger.clock.time;
      await fc.assert(
        fc.asyncProperty(
          fc.commands(STEPS, { maxCommands: 14 }),
          fc.integer({ min: 1, max: 2 }),
          async (commands, quorum) => {
            ledger.clock.time = start;
            ledger.world.effects.length = 0;
            ledger.world.stopped.clear();
            const model = {
              status: 'NONE',
              quorum,
              deciders: new Set<string>(),
              approvals: 0,
              hours: 0,
              effects: 0,
              undone: 0,
            } as const;
            const request = new Request();
            await fc.asyncModelRun(() => ({ model: { ...model }, real: { ledger, id: '' } }), [
              request,
              ...commands,
            ] as never);
          },
        ),
        { numRuns: RUNS },
      );
    },
    120_000 + RUNS * 60,
  );
});
