import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createWorld } from '../tools/sample-org/world/create-world.ts';
import { allRequests } from './aws-shapes/all-requests.ts';

const PYTHON = path.join(process.env['E2E_VENV'] ?? '', 'bin/python');
const ANSWERS = '.e2e/aws-shapes/answers.jsonl';
const BENT = '.e2e/aws-shapes/bent.jsonl';

test("every answer of the sample organisation has the shape of AWS's own service models", () => {
  const run = spawnSync('bash', ['e2e/aws-shapes/run.sh', PYTHON], { encoding: 'utf8' });
  expect(run.status, `${run.stdout}\n${run.stderr}`).toBe(0);
  console.log(run.stdout.trim().split('\n').at(-1));
});

test.each([
  { what: 'an unknown member', found: '"Id":', bent: '"Ident":', problem: 'has no such member' },
  {
    what: 'a value outside an enum',
    found: '"ACTIVE"',
    bent: '"AWAKE"',
    problem: 'is not in the enum',
  },
  {
    what: 'a text for a number',
    found: /"JoinedTimestamp":(\d+)/,
    bent: '"JoinedTimestamp":"$1"',
    problem: 'is no time',
  },
  {
    what: 'a number for a text',
    found: /"Name":"[^"]*"/,
    bent: '"Name":5',
    problem: 'is no string',
  },
  { what: 'a null', found: /"Email":"[^"]*"/, bent: '"Email":null', problem: 'Email: null' },
  {
    what: 'a pattern that does not hold',
    found: /"Id":"\d+/,
    bent: '"Id":"no digits',
    problem: 'does not match',
  },
  { what: 'a body that is no JSON', found: '{', bent: '', problem: 'cannot be read' },
])('$what does not pass', ({ found, bent, problem }) => {
  const line = readFileSync(ANSWERS, 'utf8')
    .split('\n')
    .find((text) => text.includes('"operation":"DescribeAccount"'));
  const answer = JSON.parse(line ?? '');
  const body = answer.body.replace(found, bent);
  expect(body).not.toBe(answer.body);
  expect(validate([{ ...answer, body }])).toEqual({
    status: 1,
    stdout: expect.stringContaining(problem),
  });
});

test('a missing required member and a wrong error do not pass', () => {
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  const answer = { service: 'ce', headers };
  const run = validate([
    { ...answer, operation: 'GetTags', status: 200, body: '{"Tags":[]}' },
    {
      ...answer,
      operation: 'GetTags',
      status: 400,
      refusal: 'NoSuchError',
      body: '{"__type":"NoSuchError","message":"No."}',
    },
  ]);
  expect(run.status).toBe(1);
  expect(run.stdout).toContain('Missing required parameter');
  expect(run.stdout).toContain('NoSuchError is not an error of this operation');
});

test('no answers at all do not pass', () => {
  expect(validate([]).status).toBe(1);
});

test('an operation that no request checks does not pass', () => {
  const world = createWorld({ now: new Date('2026-11-23T10:00:00Z') });
  const declared = new Map([['sns', ['CreateTopic', 'DeleteTopic']]]);
  expect(() => allRequests(world, declared)).toThrow('No request checks: sns DeleteTopic.');
});

function validate(answers: readonly object[]) {
  writeFileSync(BENT, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
  const script = 'e2e/aws-shapes/validate_shapes.py';
  const { status, stdout } = spawnSync(PYTHON, ['-B', script, BENT], { encoding: 'utf8' });
  return { status, stdout };
}
