import type { AccessLevels } from '../access-levels.ts';
import waiters from '../aws-waiters.json' with { type: 'json' };
import { classifyAws, type Judgement } from '../classify-aws.ts';
import { readAwsWords } from './aws-options.ts';

/** Commands of the CLI that are no operation of an API, and why they are no free reads. */
const OWN_COMMANDS: Readonly<Record<string, string>> = {
  configure: 'It shows or changes credentials.',
  sso: 'It signs somebody in or out.',
  login: 'It signs somebody in.',
  history: 'It shows what was asked before, credentials included.',
  's3 cp': 'It copies files.',
  's3 mv': 'It moves files.',
  's3 rm': 'It removes objects.',
  's3 sync': 'It copies and removes files.',
  's3 mb': 'It makes a bucket.',
  's3 rb': 'It removes a bucket.',
  's3 website': 'It publishes a bucket.',
  's3 presign': 'It makes an address that lets anyone in who has it.',
  'ecr get-login': 'It shows a password.',
  'ecr get-login-password': 'It shows a password.',
  'ecr-public get-login-password': 'It shows a password.',
  'codeartifact login': 'It keeps a password.',
  'eks get-token': 'It shows a token.',
  'eks update-kubeconfig': 'It changes which cluster later commands work on.',
  'rds generate-db-auth-token': 'It shows a token.',
  'dsql generate-db-connect-auth-token': 'It shows a token.',
  'dsql generate-db-connect-admin-auth-token': 'It shows a token.',
  'ssm start-session': 'It opens a way into an instance.',
  'ec2-instance-connect ssh': 'It opens a way into an instance.',
  'ec2-instance-connect open-tunnel': 'It opens a way into an instance.',
  'emr ssh': 'It opens a way into an instance.',
  'cloudformation package': 'It uploads files.',
  'cloudformation deploy': 'It changes a stack.',
  'cloudfront sign': 'It makes an address that lets anyone in who has it.',
  'logs start-live-tail': 'It does not end by itself.',
};

const WAITERS = new Map<string, Readonly<Record<string, string>>>(Object.entries(waiters));

/** Options of the two commands of their own that only read. */
const LIST_OPTIONS = /^(?:--recursive|--human-readable|--summarize|--page-size|--request-payer)$/;
const TAIL_OPTIONS =
  /^(?:--since|--format|--filter-pattern|--log-stream-names|--log-stream-name-prefix)$/;

/** Judges `aws` and its arguments. */
export async function judgeAws(args: readonly string[], levels: AccessLevels): Promise<Judgement> {
  if (args.length === 1 && args[0] === '--version') {
    return { access: 'read', rule: 'aws.version', reason: 'It tells its version.' };
  }
  const read = readAwsWords(args);
  if (read.problem !== null) return write('aws.option', read.problem);
  const { service, operation, rest } = read;
  const own = OWN_COMMANDS[service] ?? OWN_COMMANDS[`${service} ${operation}`];
  if (own !== undefined) return write('aws.own-command', own);
  if (operation === 'wait') return await judgeWaiter(service, rest, levels);
  if (service === 's3') return judgeList(operation, rest);
  if (service === 'logs' && operation === 'tail') return judgeTail(rest, levels);
  return await classifyAws({ service, operation, words: rest }, levels);
}

/** Waiting asks the same again and again, for as long as the waiter's own limits say. */
async function judgeWaiter(
  service: string,
  [name = '', ...words]: readonly string[],
  levels: AccessLevels,
): Promise<Judgement> {
  const known = new Map(Object.entries(WAITERS.get(service) ?? {}));
  const operation = known.get(name);
  if (operation === undefined) return write('aws.unknown', 'It waits for nothing that is known.');
  return await classifyAws({ service, operation, words }, levels);
}

function judgeList(operation: string, rest: readonly string[]): Judgement {
  if (operation !== 'ls')
    return write('aws.unknown', 'It is not known that this command only reads.');
  const options = rest.filter((word) => word.startsWith('-'));
  if (!options.every((word) => LIST_OPTIONS.test(word))) {
    return write('aws.option', 'It has an option that is not known to be harmless.');
  }
  return { access: 'read', rule: 'aws.s3-list', reason: 'It lists buckets or names of objects.' };
}

async function judgeTail(rest: readonly string[], levels: AccessLevels): Promise<Judgement> {
  const options = rest.filter((word) => word.startsWith('-'));
  if (!options.every((word) => TAIL_OPTIONS.test(word.split('=', 1)[0] ?? ''))) {
    return write(
      'aws.option',
      'It has an option that is not known to be harmless, or does not end.',
    );
  }
  return await classifyAws({ service: 'logs', operation: 'filter-log-events', words: [] }, levels);
}

function write(rule: string, reason: string): Judgement {
  return { access: 'write', rule, reason };
}
