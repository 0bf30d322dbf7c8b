import type { Static, TObject, TProperties } from 'typebox';
import type { ExecutionContext } from '../../../contracts/executor.ts';
import type { ActionTarget, JsonValue } from '../../../contracts/plan.ts';
import type { WriteClients, WriteService } from './aws-access.ts';

/** Facts that are reported, whether the change ends well or not. */
export type Facts = Record<string, JsonValue>;

/** Where a change is, and what it is told. */
export interface ChangeScene<Seen> {
  readonly seen: Seen;
  readonly context: ExecutionContext;
  /** Filled while the change is made, so that what was made first is known even when the rest fails. */
  readonly facts: Facts;
  /** Asks again and again until the answer is true; false when it did not become true in so many seconds. */
  readonly until: (isSo: () => Promise<boolean>, seconds: number) => Promise<boolean>;
}

/** What a rollback knows. */
interface UndoScene {
  readonly facts: Readonly<Record<string, JsonValue>>;
  readonly context: ExecutionContext;
}

/**
 * A typed change of one AWS service. `Seen` is what is read of the world before it; null means that there is no such thing (any
 * more). Whatever throws is worded by the executor that is made of it.
 */
export interface AwsChange<
  Service extends WriteService,
  Schema extends TObject<TProperties>,
  Seen,
  Input = Static<Schema>,
> {
  readonly id: string;
  readonly description: string;
  readonly service: Service;
  readonly arguments: Schema;
  readonly destructive: boolean;
  /** IAM actions that are allowed on everything: reads, and what AWS has no resources for. */
  readonly reads: readonly string[];
  /** IAM actions that write, allowed on {@link arns} only. */
  readonly writes: readonly string[];
  /** Names of operations where they are not those of the IAM actions. */
  readonly operations?: readonly string[];
  /** CloudFormation type names of what it is done to. */
  readonly types: readonly string[];
  /** Arguments for a target, account and Region left out; they are checked against the schema afterwards. */
  argumentsOf(target: ActionTarget): Readonly<Record<string, JsonValue>>;
  /** ARNs that the writing actions need, `*` in them where an id is not known before. */
  arns(input: Input): readonly string[];
  /** What is done, without its full stop. */
  words(input: Input): string;
  /** What undoes it, in a sentence; null when nothing does. */
  readonly rollback: string | null;
  read(client: WriteClients[Service], input: Input): Promise<Seen | null>;
  /** Whether the world is as it was meant to become. */
  isDone(seen: Seen | null, input: Input): boolean;
  /** Why it must not be done to what was seen, in a sentence; null when nothing speaks against it. */
  obstacle(seen: Seen, input: Input, now: Date): string | null;
  /** How the world was seen, in a sentence. */
  seenWords(seen: Seen): string;
  /** Asks AWS whether it would do it; AWS answers by an error (`DryRunOperation`). */
  readonly tryOut?: (client: WriteClients[Service], input: Input) => Promise<unknown>;
  /** Does it. Resolves with what was done, in a sentence. */
  change(
    client: WriteClients[Service],
    input: Input,
    scene: ChangeScene<Seen>,
  ): Promise<string | NotChanged>;
  /** Undoes it, and says so in a sentence; null where nothing can. */
  readonly undo:
    | ((client: WriteClients[Service], input: Input, scene: UndoScene) => Promise<string>)
    | null;
  /** Longest time until it shows, in seconds. */
  readonly verifySeconds: number;
}

/** Why a change was not made although it was begun, in a sentence. */
interface NotChanged {
  readonly notChanged: string;
}

/** Defines a change. */
export function defineChange<
  Service extends WriteService,
  Schema extends TObject<TProperties>,
  Seen,
>(change: AwsChange<Service, Schema, Seen>): AwsChange<Service, Schema, Seen> {
  return Object.freeze(change);
}
