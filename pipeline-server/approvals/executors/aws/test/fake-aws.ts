import type { ExecutionContext } from '../../../../contracts/executor.ts';
import type { WriteEntry } from '../../../../contracts/write-entry.ts';
import type { AwsExecutorDeps, WriteClients, WriteService } from '../aws-access.ts';

type FakeOperations = Readonly<Record<string, (input: never) => Promise<unknown>>>;

/** Deps whose clients answer by the functions that are given, by service; what is opened is written down. */
export function createFakeDeps(
  clients: Partial<Record<WriteService, FakeOperations>>,
  opened: WriteEntry[] = [],
): AwsExecutorDeps {
  const opener =
    <Service extends WriteService>(service: Service) =>
    (entry: WriteEntry): Promise<WriteClients[Service]> => {
      opened.push(entry);
      const fake = clients[service];
      if (fake === undefined) return Promise.reject(new Error(`No ${service} here.`));
      // A fake has the operations that the executor under test calls, and no others.
      return Promise.resolve(fake as unknown as WriteClients[Service]);
    };
  return {
    clients: {
      acm: opener('acm'),
      ec2: opener('ec2'),
      iam: opener('iam'),
      kms: opener('kms'),
      logs: opener('logs'),
      rds: opener('rds'),
      s3: opener('s3'),
      securityhub: opener('securityhub'),
      tagging: opener('tagging'),
    },
    pause: () => Promise.resolve(),
  };
}

/** What executors are told in tests. */
export function fakeContext(over: Partial<ExecutionContext> = {}): ExecutionContext {
  const nothing = () => undefined;
  return {
    approvalId: '019ca0de-0000-7000-8000-000000000001',
    idempotencyKey: '019ca0de-0000-7000-8000-000000000001-action-1',
    caller: { person: 'erin@example.com', tool: 'approved plan', requestId: null },
    signal: new AbortController().signal,
    clock: { now: () => new Date('2026-03-02T09:00:00Z') },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    ...over,
  };
}

/** An error as AWS's SDK throws it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $fault: 'client' });
}
