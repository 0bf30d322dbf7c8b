import type { Config } from '../config.ts';
import type { Hook } from '../contracts/hooks.ts';
import type { Block } from '../flows/xops/document.ts';
import { lead } from '../flows/xops/document.ts';
import { ANTI_PATTERNS } from '../policy/anti-patterns.ts';
import { ALSO_BUILT_IN, HOOKS } from '../policy/hooks/registry.ts';
import { RULES } from '../policy/rules.ts';
import { runCases } from '../policy/run-cases.ts';
import { readArguments } from './arguments.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/** `xops hooks`: the rules that questions, calls, plans, answers and executions pass. */
export const hooksCommand: Command = {
  name: 'hooks',
  summary: 'list, show or test the hooks that decide what may go on',
  help: `xops hooks [--json]
xops hooks show <id>
xops hooks test [--json]

Without a verb, lists the hooks in the order in which they run, with the mode of the
settings. A mode that an admin set on Open WebUI's page of pipelines wins over it.

show says of one hook what it is for, which rules and anti-patterns it enforces, and
its cases.

test runs every case of every hook. Exit code 1 when one comes out differently.`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [verb, id, surplus] = positionals;
    const unexpected = verb === 'show' ? surplus : id;
    if (unexpected !== undefined) throw new UsageError(`Unexpected argument "${unexpected}".`);
    const isJson = values.json === true;
    if (verb === undefined) return list(context, isJson);
    if (verb === 'show') return show(context, hookOf(id));
    if (verb === 'test') return test(context, isJson);
    throw new UsageError('xops hooks, xops hooks show <id> or xops hooks test.');
  },
};

function list({ terminal, readConfig }: CommandContext, isJson: boolean): ExitCode {
  const { hooks: modes } = readConfig();
  terminal.out(
    isJson
      ? `${JSON.stringify(
          HOOKS.map((hook) => summaryOf(hook, modes)),
          null,
          2,
        )}\n`
      : renderTerminal(toDocument(modes), terminal),
  );
  return EXIT_CODES.done;
}

function summaryOf({ id, stage, purpose, enforces, cases }: Hook, modes: Config['hooks']) {
  const mode = modes[id] ?? 'on';
  return {
    id,
    stage,
    mode,
    builtIn: ALSO_BUILT_IN.has(id),
    purpose,
    enforces,
    cases: cases.length,
  };
}

function toDocument(modes: Config['hooks']): readonly Block[] {
  return [
    lead({ strong: `${HOOKS.length} hooks` }, ', in the order in which they run.'),
    {
      kind: 'table',
      columns: ['Id', 'Stage', 'Mode', 'What it does'].map((title) => ({
        title,
        align: 'left',
        essential: true,
      })),
      rows: HOOKS.map(({ id, stage, purpose }) => [id, stage, modes[id] ?? 'on', purpose]),
    },
  ];
}

function hookOf(id: string | undefined): Hook {
  if (id === undefined) throw new UsageError('xops hooks show <id>.');
  const hook = HOOKS.find((each) => each.id === id);
  if (hook !== undefined) return hook;
  throw new UsageError(`There is no hook "${id}". "xops hooks" lists them.`);
}

function show({ terminal }: CommandContext, { id, stage, purpose, ...hook }: Hook): ExitCode {
  const rules = RULES.filter((rule) => hook.enforces.includes(rule.id));
  const patterns = ANTI_PATTERNS.filter((pattern) => hook.enforces.includes(pattern.id));
  const lines = [
    `${id} (${stage})`,
    purpose,
    ...(ALSO_BUILT_IN.has(id) ? ['The server keeps to it in any case, whatever its mode is.'] : []),
    '',
    ...rules.map(({ title, text }) => `Rule: ${title}. ${text}`),
    ...patterns.map(({ name, instead }) => `Against: ${name}. Instead: ${instead}`),
    '',
    ...hook.cases.map(
      ({ name, decision }) => `${decision.padEnd('require-approval'.length)}  ${name}`,
    ),
  ];
  terminal.out(`${lines.join('\n')}\n`);
  return EXIT_CODES.done;
}

function test({ terminal }: CommandContext, isJson: boolean): ExitCode {
  const results = runCases(HOOKS);
  const failed = results.filter(({ passed }) => !passed);
  const passed = results.length - failed.length;
  if (isJson) terminal.out(`${JSON.stringify({ passed, failed })}\n`);
  else {
    for (const { hook, name, expected, actual } of failed) {
      terminal.out(`${hook}, ${name}: ${actual}, expected ${expected}\n`);
    }
    terminal.out(`${HOOKS.length} hooks: ${passed} cases passed, ${failed.length} failed\n`);
  }
  return failed.length === 0 ? EXIT_CODES.done : EXIT_CODES.failed;
}
