import type { ActionAccess } from '../contracts/action-access.ts';
import type { AccessLevels } from './access-levels.ts';
import { actionOf, plainName } from './aws-names.ts';
import streams from './aws-streams.json' with { type: 'json' };
import { sensitivityOf } from './sensitive-operations.ts';

/** How something was judged, without its words. */
export interface Judgement {
  readonly access: ActionAccess;
  readonly reason: string;
  readonly rule: string;
}

/** Operations of the CLI that write their answer into a file which an argument names. */
const STREAMS = new Map<string, readonly string[]>(Object.entries(streams));

/** With what the name of an operation begins that only reads. Its level alone does not prove it: `InvokeModel` is `Read`. */
const READ_VERB =
  /^(?:get|list|describe|batchget|batchdescribe|head|search|lookup|filter|select|query|scan|count|simulate|estimate|preview|validate|check|view)/;

const READ_LEVELS: ReadonlySet<string> = new Set(['Read', 'List']);

/** Operations that need no permission, so that AWS lists no level of them. */
const WITHOUT_PERMISSION: ReadonlySet<string> = new Set([
  'sts:getcalleridentity',
  'ec2:describeregions',
]);

/** An operation, and the words that were given with it. */
export interface AwsCall {
  /** Name in the CLI, or prefix in IAM. */
  readonly service: string;
  readonly operation: string;
  /** Options and values, or names of parameters. */
  readonly words: readonly string[];
}

/**
 * Judges an operation: it reads when AWS says so, its name does, and nothing that it shows is a secret. What AWS does not list
 * is a write.
 */
export async function classifyAws(call: AwsCall, levels: AccessLevels): Promise<Judgement> {
  const { service, operation, words } = call;
  const name = `${service}:${operation}`;
  const plain = plainName(operation);
  if (!/^[a-z0-9-]{1,64}$/.test(service) || !/^[a-z0-9]{1,128}$/.test(plain)) {
    return write('aws.unknown', 'This is no operation of AWS.');
  }
  const action = actionOf(service, operation);
  const level = WITHOUT_PERMISSION.has(`${action.prefix}:${plain}`)
    ? 'Read'
    : await levels.levelOf(action.prefix, action.action);
  if (level === null) return write('aws.unknown', `AWS lists no permission for ${name}.`);
  if (!READ_LEVELS.has(level)) return write('aws.level', `AWS calls ${name} "${level}".`);
  if (!READ_VERB.test(plain)) {
    return write(
      'aws.verb',
      `AWS calls ${name} "${level}", but its name does not say that it reads.`,
    );
  }
  const sensitive = sensitivityOf(action, plain, words);
  if (sensitive !== null) return write(`aws.${sensitive.id}`, sensitive.reason);
  if (STREAMS.get(service)?.includes(plain) === true) {
    return write('aws.writes-file', `${name} writes what it reads into a file.`);
  }
  return { access: 'read', rule: 'aws.read', reason: `AWS calls ${name} "${level}".` };
}

function write(rule: string, reason: string): Judgement {
  return { access: 'write', rule, reason };
}
