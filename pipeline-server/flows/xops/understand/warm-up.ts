import type { Understand } from './understanding.ts';

/** Long enough for a server to be ready first, soon enough for the first person. */
const START_MS = 1_000;
/** Between two questions, so that a request that comes meanwhile waits for one of them at most. */
const GAP_MS = 50;
/** V8 compiles an expression at its first use and again, to machine code, at its second. */
const ROUNDS = 2;
/** Together they pass through every step and every reader of parameters. */
const QUESTIONS = [
  'show me the top 5 idle EC2 instances in Sydney by account',
  'compare spend from 1 to 5 October with the last 3 months',
  'could you please delete the volumes unattached for more than 90 days, except in sandbox',
  'I want the databases of team payments tagged owner=alice stopped today',
  'what can you do',
  'how do I create a bucket',
  'idle RDS in us-east-1 and critical findings in prod, also certs expiring next week',
  'export as csv',
];

/** Runs a task after a time in milliseconds. */
export type Schedule = (task: () => void, milliseconds: number) => void;

/** Asks a few questions in the background, so that the first person does not wait for expressions to compile. */
export function warmUp(understand: Understand, schedule: Schedule = unheld): void {
  const world = { organization: { accounts: [], regions: [] }, now: new Date(0), previous: null };
  const questions = Array.from({ length: ROUNDS }, () => QUESTIONS).flat();
  for (const [place, question] of questions.entries()) {
    schedule(() => understand(question, world), START_MS + place * GAP_MS);
  }
}

/** A timer that keeps no process alive. */
function unheld(task: () => void, milliseconds: number): void {
  setTimeout(task, milliseconds).unref();
}
