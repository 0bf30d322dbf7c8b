import { stringify } from 'yaml';
import type { Config } from '../config.ts';
import type { Route } from '../contracts/models.ts';
import { openInspector } from '../open-inspector.ts';
import { type ExplainOptions, type Explanation, explain } from '../sovereignty/explain.ts';
import { openPolicy } from '../sovereignty/policy-holder.ts';
import type { PolicyCase } from '../sovereignty/policy-schema.ts';
import { createLog } from '../telemetry/log.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  purpose: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** `xops policy`: what may be sent to which model, and why. */
export const policyCommand: Command = {
  name: 'policy',
  summary: 'explain, test or show which data may go to which models',
  help: `xops policy explain "<text>" [--purpose <purpose>] [--json]
xops policy test [--json]
xops policy show

explain says of a text which class of data it is, what was found where, and what the
policy would do with it. Nothing is sent, kept or logged.

test runs the cases that the policy file holds (see docs/sovereignty.md). Exit code 1
when one of them comes out differently.

show prints the policy in force as YAML: a start for your own (XOPS_POLICY_FILE).`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, text, surplus] = positionals;
    const unexpected = verb === 'explain' ? surplus : text;
    if (unexpected !== undefined) throw new UsageError(`Unexpected argument "${unexpected}".`);
    const config = context.readConfig();
    const opened = await openExplaining(config);
    const isJson = values.json === true;
    if (verb === 'explain') {
      return await explainText(opened, context, { text, purpose: values.purpose, isJson });
    }
    if (verb === 'test') return await testCases(opened, context, isJson);
    if (verb === 'show') return showPolicy(opened, context);
    throw new UsageError('xops policy explain, test or show.');
  },
};

async function openExplaining(config: Config): Promise<ExplainOptions> {
  const holder = await openPolicy(config.sovereignty.policyFile, createLog('silent'));
  holder.close();
  return {
    policy: holder.current,
    inspector: openInspector(config.sovereignty.detector).inspector,
    routes: config.routes.map(({ route }): Route => route),
  };
}

/** Whoever sits at the terminal proves to be nobody in particular. */
const NOBODY = { id: 'terminal', email: null, groups: [], roles: [], proof: 'unsigned' } as const;

async function explainText(
  options: ExplainOptions,
  { terminal }: CommandContext,
  asked: {
    readonly text: string | undefined;
    readonly purpose: string | undefined;
    readonly isJson: boolean;
  },
): Promise<ExitCode> {
  const { text, purpose = 'chat', isJson } = asked;
  if (text === undefined) throw new UsageError('xops policy explain "<text>".');
  const explanation = await explain(options, { text, purpose, principal: NOBODY });
  terminal.out(isJson ? `${JSON.stringify(explanation)}\n` : written(explanation));
  return EXIT_CODES.done;
}

function written({ class: dataClass, action, rule, route, reason, findings }: Explanation): string {
  const found = findings.map(
    ({ kind, start, end, rule: id, confidence, signs = [] }) =>
      `  ${kind} at ${start}–${end} (${[`rule ${id}`, `confidence ${confidence.toFixed(2)}`, ...signs].join(', ')})\n`,
  );
  return [
    `${dataClass}: ${action} by rule ${rule}${route === null ? '' : `, route ${route}`}.\n`,
    `${reason}\n`,
    ...found,
  ].join('');
}

async function testCases(
  options: ExplainOptions,
  { terminal }: CommandContext,
  isJson: boolean,
): Promise<ExitCode> {
  const cases = options.policy().cases ?? [];
  if (cases.length === 0) throw new Error('the policy holds no cases: add some under "cases".');
  const results = await Promise.all(cases.map((each) => runCase(options, each)));
  const failed = results.filter(({ problems }) => problems.length > 0);
  if (isJson) terminal.out(`${JSON.stringify({ passed: passed(results), failed })}\n`);
  else {
    for (const { number, problems } of failed) {
      terminal.out(`case ${number}: ${problems.join('; ')}\n`);
    }
    terminal.out(`${passed(results)} passed, ${failed.length} failed\n`);
  }
  return failed.length === 0 ? EXIT_CODES.done : EXIT_CODES.failed;

  function passed(all: readonly CaseResult[]): number {
    return all.length - failed.length;
  }
}

interface CaseResult {
  /** Counted from 1. */
  readonly number: number;
  readonly problems: readonly string[];
}

/** A case names people as proved: it is about the policy, not about their proof. */
async function runCase(options: ExplainOptions, tested: PolicyCase): Promise<CaseResult> {
  const { text, purpose = 'chat', user = 'somebody', groups = [], roles = [], expect } = tested;
  const principal = { id: user, email: user, groups, roles, proof: 'oidc' } as const;
  const explanation = await explain(options, { text, purpose, principal });
  const wanted = [
    ['class', expect.class, explanation.class],
    ['action', expect.action, explanation.action],
    ['rule', expect.rule, explanation.rule],
  ] as const;
  const problems = wanted.flatMap(([name, expected, actual]) =>
    expected === undefined || expected === actual
      ? []
      : [`${name} is ${actual}, expected ${expected}`],
  );
  const cases = options.policy().cases ?? [];
  return { number: cases.indexOf(tested) + 1, problems };
}

function showPolicy(options: ExplainOptions, { terminal }: CommandContext): ExitCode {
  const { hash, ...policy } = options.policy();
  terminal.out(`# ${hash}\n${stringify(policy, { lineWidth: 0 })}`);
  return EXIT_CODES.done;
}
