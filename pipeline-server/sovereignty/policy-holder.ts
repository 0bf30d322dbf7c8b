import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from '../contracts/context.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import { type Policy, PolicyError, parsePolicy, sealPolicy } from './load-policy.ts';

/** The policy in force. */
export interface PolicyHolder {
  readonly current: () => Policy;
  readonly close: () => void;
}

/** How often the file is looked at, in milliseconds. */
const WATCH_MS = 2000;

/**
 * Opens the policy of a file and follows its changes; a change that cannot be followed is logged, and the policy in force
 * stays. Without a file, the product's own.
 * @throws PolicyError when the file cannot be read or followed.
 */
export async function openPolicy(file: string | null, log: Logger): Promise<PolicyHolder> {
  if (file === null) return fixedPolicy(sealPolicy(DEFAULT_POLICY));
  let policy = await readPolicy(file);
  const reload = async () => {
    policy = await readPolicy(file);
    log.info({ policy: policy.name, hash: policy.hash }, 'the policy was read');
  };
  const onChange = () =>
    void reload().catch((error: unknown) =>
      log.error({ err: error }, 'the changed policy cannot be followed; the one in force stays'),
    );
  watchFile(file, { interval: WATCH_MS, persistent: false }, onChange);
  return { current: () => policy, close: () => unwatchFile(file, onChange) };
}

function fixedPolicy(policy: Policy): PolicyHolder {
  return { current: () => policy, close: () => undefined };
}

async function readPolicy(file: string): Promise<Policy> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PolicyError(`The policy ${file} cannot be read (${error.code ?? 'unknown error'}).`);
  });
  return parsePolicy(text, file);
}
