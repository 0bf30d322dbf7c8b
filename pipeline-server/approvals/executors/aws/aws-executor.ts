import type { Static, TObject, TProperties } from 'typebox';
import { Value } from 'typebox/value';
import {
  defineExecutor,
  type ExecutionContext,
  type Executor,
  type Reconciled,
  type StepReport,
} from '../../../contracts/executor.ts';
import type { ActionTarget, JsonValue, PlannedAction } from '../../../contracts/plan.ts';
import { failed, passed } from '../step-report.ts';
import type { AwsExecutorDeps, WriteClients, WriteService } from './aws-access.ts';
import type { AwsChange, Facts } from './aws-change.ts';
import { codeOf, errorWords, isRefusal } from './aws-words.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

type PlacedSchema = TObject<TProperties>;

/** Between two looks at the world, in milliseconds. */
const LOOK_EVERY_MS = 3_000;

/** Makes an executor of a change: it looks before it acts, acts by a session of its own, and looks again. */
export function awsExecutor<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  deps: AwsExecutorDeps,
): Executor<Schema> {
  type Input = Static<Schema>;
  const actions = [...change.reads, ...change.writes];
  const open = (input: Input, context: ExecutionContext) =>
    openClient(change, { input, context, deps });

  const look = async (input: Input, context: ExecutionContext) => {
    const client = await open(input, context);
    return { client, seen: await change.read(client, input) };
  };

  const guarded = (work: () => Promise<StepReport>): Promise<StepReport> =>
    work().catch((error: unknown) => failed(errorWords(error, actions)));

  const check = (input: Input, context: ExecutionContext) =>
    guarded(async () => {
      const { seen } = await look(input, context);
      const reason = refusal(change, { seen, input, context });
      return reason === null && seen !== null
        ? passed(change.seenWords(seen))
        : failed(reason ?? GONE);
    });

  return defineExecutor<Schema>({
    id: change.id,
    kind: 'aws',
    description: change.description,
    arguments: change.arguments,
    iamActions: actions,
    destructive: change.destructive,
    plan: (target, details) => planned(change, target, details),
    check,
    dryRun: async (input, context) => {
      const checked = await check(input, context);
      const { tryOut } = change;
      if (!checked.passed || tryOut === undefined) return checked;
      return await guarded(async () => {
        await expectDryRun(tryOut(await open(input, context), input));
        return passed(`${checked.detail} AWS says that it would do it (DryRun).`);
      });
    },
    execute: (input, context) => execute(change, { input, context, deps, look }),
    verify: (input, context) =>
      guarded(async () => {
        const client = await open(input, context);
        const isSo = async () => change.isDone(await change.read(client, input), input);
        const done = await until(isSo, change.verifySeconds, { context, deps });
        return done
          ? passed('AWS shows the change.')
          : failed(`AWS did not show the change within ${change.verifySeconds} seconds.`);
      }),
    rollBack:
      change.undo === null
        ? null
        : (input, done, context) => undo(change, { input, context, open, facts: done.facts }),
    reconcile: async (input, context) =>
      reconciled(change, { ...(await look(input, context)), input, context }),
  });
}

const GONE = 'It is not there (any more).';

interface Work<Input> {
  readonly input: Input;
  readonly context: ExecutionContext;
  readonly deps: AwsExecutorDeps;
}

function openClient<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  { input, context, deps }: Work<Static<Schema>>,
): Promise<WriteClients[Service]> {
  const { reads, writes, service } = change;
  return deps.clients[service]({
    ...placeOf(input),
    operations: change.operations ?? [...reads, ...writes].map((name) => name.split(':')[1] ?? ''),
    reads,
    writes,
    arns: change.arns(input),
    approvalId: context.approvalId,
    caller: context.caller,
    signal: context.signal,
  });
}

/** Every schema has account and Region; the type of the schema does not say so here. */
function placeOf(input: object): Place {
  const { accountId, region } = input as Place;
  return { accountId, region };
}

function planned<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  target: ActionTarget,
  details: Readonly<Record<string, JsonValue>> = {},
): Omit<PlannedAction, 'id'> | null {
  const { accountId, region, resourceType } = target;
  if (resourceType === null || !change.types.includes(resourceType)) return null;
  const input = { accountId, region, ...change.argumentsOf(target), ...details };
  if (!Value.Check(change.arguments, input)) return null;
  const where = `${target.accountName ?? accountId} (${region})`;
  return {
    executor: change.id,
    kind: 'aws',
    description: `${change.words(input)} in ${where}.`,
    arguments: input as Readonly<Record<string, JsonValue>>,
    targets: [target],
    rollback: change.rollback,
    canRollBack: change.undo !== null,
  };
}

interface Look<Input, Seen> {
  readonly seen: Seen | null;
  readonly input: Input;
  readonly context: ExecutionContext;
}

/** Why it is not done to the world as it is; null when it may be. */
function refusal<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  { seen, input, context }: Look<Static<Schema>, Seen>,
): string | null {
  if (change.isDone(seen, input)) return 'It is so already: nothing is left to do.';
  return seen === null ? GONE : change.obstacle(seen, input, context.clock.now());
}

function reconciled<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  look: Look<Static<Schema>, Seen>,
): Reconciled {
  if (change.isDone(look.seen, look.input)) return 'done';
  return refusal(change, look) === null ? 'not-done' : 'unclear';
}

interface Execution<Input, Client, Seen> extends Work<Input> {
  readonly look: (
    input: Input,
    context: ExecutionContext,
  ) => Promise<{ readonly client: Client; readonly seen: Seen | null }>;
}

/** Looks once more, so that a second execution has no second effect. What AWS refuses is reported; what else fails is thrown. */
async function execute<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  work: Execution<Static<Schema>, WriteClients[Service], Seen>,
): Promise<StepReport> {
  const { input, context, look } = work;
  const facts: Facts = {};
  try {
    const { client, seen } = await look(input, context);
    const reason = refusal(change, { seen, input, context });
    if (reason !== null || seen === null) return failed(reason ?? GONE);
    const done = await change.change(client, input, {
      seen,
      context,
      facts,
      until: (isSo, seconds) => until(isSo, seconds, work),
    });
    return typeof done === 'string'
      ? { passed: true, detail: done, facts }
      : { passed: false, detail: done.notChanged, facts };
  } catch (error) {
    const words = errorWords(error, change.writes);
    if (isRefusal(error)) return { passed: false, detail: words, facts };
    throw new Error(words, { cause: error });
  }
}

async function undo<Service extends WriteService, Schema extends PlacedSchema, Seen>(
  change: AwsChange<Service, Schema, Seen>,
  work: {
    readonly input: Static<Schema>;
    readonly context: ExecutionContext;
    readonly open: (
      input: Static<Schema>,
      context: ExecutionContext,
    ) => Promise<WriteClients[Service]>;
    readonly facts: StepReport['facts'];
  },
): Promise<StepReport> {
  const { input, context, facts } = work;
  if (change.undo === null) return failed('Nothing can undo it.');
  try {
    const detail = await change.undo(await work.open(input, context), input, { facts, context });
    return { passed: true, detail, facts };
  } catch (error) {
    const words = errorWords(error, change.writes);
    if (isRefusal(error)) return { passed: false, detail: words, facts };
    throw new Error(words, { cause: error });
  }
}

/** Looks until it is so, for so many seconds at most, whatever the clock does. */
async function until(
  isSo: () => Promise<boolean>,
  seconds: number,
  { context, deps }: Pick<Work<unknown>, 'context' | 'deps'>,
): Promise<boolean> {
  const end = context.clock.now().getTime() + seconds * 1_000;
  const looks = Math.ceil((seconds * 1_000) / LOOK_EVERY_MS);
  for (let look = 0; look < looks; look += 1) {
    if (await isSo()) return true;
    if (context.clock.now().getTime() >= end) break;
    await deps.pause(LOOK_EVERY_MS, context.signal);
  }
  return await isSo();
}

/** EC2 answers a dry run that would pass by this error. */
async function expectDryRun(attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    if (codeOf(error) === 'DryRunOperation') return;
    throw error;
  }
}
