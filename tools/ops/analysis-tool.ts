import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { callerOf, type RunContext } from '../../pipeline-server/contracts/analysis.ts';
import type { GroupBy } from '../../pipeline-server/contracts/parameters.ts';
import { openAllowance } from '../../pipeline-server/contracts/spending.ts';
import {
  defineTool,
  type Tool,
  type ToolContext,
  type ToolResult,
} from '../../pipeline-server/contracts/tool.ts';
import { CONFIRM_COST, checkPrice, isDear } from './agree-to-price.ts';
import type { ToolPorts } from './ports.ts';
import type { PresentAnswer } from './present-answer.ts';
import { readScope } from './read-scope.ts';
import { runAnalyses } from './run-analyses.ts';
import {
  SCOPE_ARGUMENTS,
  SCOPE_PARAMETERS,
  type ScopeArguments,
  type ScopeParameter,
} from './scope-parameters.ts';

/** A tool that runs analyzers, as declared. */
export interface AnalysisToolDefinition {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What runs when no `kind` is said. */
  readonly analyzers: readonly string[];
  /** What runs for each value of the parameter `kind`; without this there is no such parameter. */
  readonly kinds?: Readonly<Record<string, readonly string[]>>;
  /** Shared parameters that it takes besides `accounts`, `regions` and `limit`. */
  readonly takes?: readonly ScopeParameter[];
  readonly requires?: readonly ScopeParameter[];
  readonly askedOfPeople?: ScopeParameter;
  /** Descriptions that fit this tool better than the shared ones. */
  readonly words?: Partial<Readonly<Record<ScopeParameter | 'kind', string>>>;
  /** Ways of grouping that make sense for it. */
  readonly groupings?: readonly GroupBy[];
  /** Values for what a call does not say. */
  readonly defaults?: ScopeArguments;
  /** True when what was found is ranked into options. */
  readonly ranks?: boolean;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** What the tools are made with. */
export interface ToolKit {
  readonly ports: ToolPorts;
  readonly present: PresentAnswer;
}

const USUAL: readonly ScopeParameter[] = ['accounts', 'regions'];
export const DEFAULT_ROWS = 20;

/** Makes a tool of its declaration. */
export function defineAnalysisTool(definition: AnalysisToolDefinition, kit: ToolKit): Tool {
  const { id, title, description, examples } = definition;
  return defineTool({
    id,
    title,
    description,
    examples,
    parameters: parametersOf(definition, kit.ports),
    ...(definition.askedOfPeople === undefined ? {} : { askedOfPeople: definition.askedOfPeople }),
    asksAws: true,
    execute: (args, context) => execute(definition, { args, context }, kit),
  });
}

function parametersOf(definition: AnalysisToolDefinition, ports: ToolPorts): Tool['parameters'] {
  const { takes = [], requires = [], groupings } = definition;
  const names = [...requires, ...takes, ...USUAL, ...(groupings ? ['group_by' as const] : [])];
  const shared = [...new Set([...names, 'limit' as const])].map((name) => {
    const schema = parameterOf(name, definition);
    return [name, requires.includes(name) ? schema : Type.Optional(schema)] as const;
  });
  const confirm = mayNeedAgreement(definition, ports)
    ? [['confirm_cost_usd', Type.Optional(CONFIRM_COST)] as const]
    : [];
  const properties = Object.fromEntries([...kindOf(definition), ...shared, ...confirm]);
  return Type.Object(properties, { additionalProperties: false });
}

/** A parameter more is a parameter more for every model to read: only what can cost that much takes it. */
function mayNeedAgreement(
  { analyzers, kinds = {} }: AnalysisToolDefinition,
  ports: ToolPorts,
): boolean {
  return [analyzers, ...Object.values(kinds)].some((ids) => isDear(ids, ports));
}

function parameterOf(name: ScopeParameter, { words, groupings }: AnalysisToolDefinition): TSchema {
  const schema: TSchema = SCOPE_PARAMETERS[name];
  const description = words?.[name];
  const narrowed =
    name === 'group_by' && groupings !== undefined
      ? Type.Enum([...groupings], { ...schema, enum: [...groupings] })
      : schema;
  return description === undefined ? narrowed : { ...narrowed, description };
}

function kindOf({ kinds, words }: AnalysisToolDefinition): readonly (readonly [string, TSchema])[] {
  if (kinds === undefined) return [];
  const description = words?.kind ?? 'What to look at; all of it when left out.';
  const schema = Type.Enum(Object.keys(kinds), { type: 'string', description });
  return [['kind', Type.Optional(schema)]];
}

function idsOf({ analyzers, kinds }: AnalysisToolDefinition, kind: unknown): readonly string[] {
  return typeof kind === 'string' ? (kinds?.[kind] ?? analyzers) : analyzers;
}

interface Call {
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: ToolContext;
}

async function execute(
  definition: AnalysisToolDefinition,
  { args, context }: Call,
  { ports, present }: ToolKit,
): Promise<ToolResult> {
  const { kind, confirm_cost_usd: confirmed, ...rest } = args;
  const scope = { ...definition.defaults, ...Value.Parse(SCOPE_ARGUMENTS, rest) };
  const run = runContextOf(context, definition.id);
  const parameters = await readScope(scope, ports, run);
  const ids = idsOf(definition, kind);
  checkPrice(ids, typeof confirmed === 'number' ? confirmed : undefined, ports);
  const request = {
    analyzers: ids,
    parameters,
    rank: definition.ranks ?? false,
  };
  const found = await runAnalyses(request, ports, run);
  const limit = scope.limit ?? DEFAULT_ROWS;
  return present(found, { tool: definition.id, identity: run.identity, limit });
}

/** What an analysis needs of the call that it runs for. */
export function runContextOf(
  { principal, requestId, signal, report }: ToolContext,
  tool: string,
): RunContext {
  const caller = callerOf(principal, { tool, requestId });
  return { identity: principal.id, caller, signal, report, allowance: openAllowance() };
}
