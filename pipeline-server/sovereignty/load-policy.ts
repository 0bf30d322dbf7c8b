import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import { LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { DATA_CLASSES } from '../contracts/sovereignty.ts';
import { POLICY_SCHEMA, type WrittenPolicy } from './policy-schema.ts';

/** A policy that can be followed. */
export interface Policy extends WrittenPolicy {
  /** `sha256:` and the hash of its JSON: audit records name the policy that decided. */
  readonly hash: string;
}

/** What is wrong with a policy, one line each, with the line of the file. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/**
 * Reads a policy.
 * @param name of the file, for messages.
 * @throws PolicyError that lists all that is wrong.
 */
export function parsePolicy(text: string, name: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map(
    ({ pos, message }) => `line ${lines.linePos(pos[0]).line}: ${message}`,
  );
  if (syntax.length > 0) throw refusal(name, syntax);
  const lineOf = (path: readonly string[]) => lineAt(document.contents, lines, path);
  const written: unknown = document.toJS();
  const problems = problemsOf(written).map(
    ({ path, message }) => `line ${lineOf(path)}: ${message}`,
  );
  if (problems.length > 0) throw refusal(name, problems);
  return sealPolicy(written as WrittenPolicy);
}

/** A policy with the hash that it is known by. */
export function sealPolicy(written: WrittenPolicy): Policy {
  const hash = createHash('sha256').update(JSON.stringify(written)).digest('hex');
  return Object.freeze({ ...written, hash: `sha256:${hash}` });
}

function refusal(name: string, problems: readonly string[]): PolicyError {
  const listed = problems.slice(0, MOST_PROBLEMS).map((problem) => `  - ${problem}`);
  return new PolicyError([`The policy ${name} cannot be followed:`, ...listed].join('\n'));
}

const MOST_PROBLEMS = 20;

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

function problemsOf(written: unknown): readonly Problem[] {
  const faults = Value.Errors(POLICY_SCHEMA, written).map((error) => {
    const path = error.instancePath.split('/').slice(1);
    const place = path.length === 0 ? 'the policy' : path.join('.');
    return { path, message: `${place} ${error.message}${unknownKeys(error.params)}.` };
  });
  return faults.length > 0 ? faults : meaningProblems(written as WrittenPolicy);
}

function unknownKeys(params: object): string {
  const { additionalProperties = [] } = params as { additionalProperties?: readonly string[] };
  return additionalProperties.length === 0 ? '' : `: ${additionalProperties.join(', ')}`;
}

/** What a schema cannot say. */
function meaningProblems({ rules }: WrittenPolicy): readonly Problem[] {
  const duplicated = rules.flatMap(({ id }, index) =>
    rules.findIndex((rule) => rule.id === id) === index
      ? []
      : [{ path: ['rules', `${index}`, 'id'], message: `the rule "${id}" is there twice.` }],
  );
  return [...duplicated, ...placeProblems(rules), ...uncovered(rules)];
}

function placeProblems(rules: WrittenPolicy['rules']): readonly Problem[] {
  return rules.flatMap(({ id, action, places = [] }, index) => {
    const path = ['rules', `${index}`];
    if (action === 'block' && places.length > 0) {
      return [
        { path, message: `the rule "${id}" blocks and names places: leave out one of them.` },
      ];
    }
    if (action !== 'block' && places.length === 0) {
      return [{ path, message: `the rule "${id}" names no places: add places, or block.` }];
    }
    return [];
  });
}

/** A class without a rule for everybody would block people for no reason that anybody wrote. */
function uncovered(rules: WrittenPolicy['rules']): readonly Problem[] {
  const general = rules.filter(
    ({ purposes, users, groups, roles }) => !purposes && !users && !groups && !roles,
  );
  return DATA_CLASSES.filter((each) => !general.some(({ classes }) => classes.includes(each))).map(
    (each) => ({
      path: ['rules'],
      message: `no rule is for ${each} data of everybody: add one, with action block if it may go nowhere.`,
    }),
  );
}

/** The line on which a part stands, or its nearest parent. */
function lineAt(root: ParsedNode | null, lines: LineCounter, path: readonly string[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    node = (node as { get?: (key: unknown, keep: boolean) => unknown } | null)?.get?.(
      /^\d+$/.test(key) ? Number(key) : key,
      true,
    );
    const range = (node as { range?: readonly number[] } | null | undefined)?.range;
    offset = range?.[0] ?? offset;
  }
  return lines.linePos(offset).line;
}
