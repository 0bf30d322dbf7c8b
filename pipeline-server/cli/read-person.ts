import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { createApproverReader } from '../auth/read-approver.ts';
import type { ApprovalServices } from '../compose-approvals.ts';
import type { Person } from '../contracts/approvals.ts';
import { reasonOf } from '../errors.ts';
import { UsageError } from './command.ts';

/**
 * The person of a personal key in a file: on the command line it would stand in the history of the shell, and in the list of
 * processes.
 */
export async function personOf(
  file: string | undefined,
  { keys, people }: ApprovalServices,
): Promise<Person> {
  if (file === undefined)
    throw new UsageError('--key-file <file> is missing: your personal key (xops keys create).');
  const principal = await createApproverReader(keys).find((await readKey(file)).trim());
  if (principal === null)
    throw new UsageError('The personal key is not known here, or has expired.');
  return await people.today(people.ofPrincipal(principal));
}

async function readKey(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The key file cannot be read (${reasonOf(error)}).`);
  }
}
