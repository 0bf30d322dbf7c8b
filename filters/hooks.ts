import { type Static, type TSchema, Type } from 'typebox';
import {
  HOOK_MODES,
  type HookMode,
  type Hooks,
  type Objection,
  objectionOf,
} from '../pipeline-server/contracts/hooks.ts';
import {
  defineFilter,
  type FilterBody,
  type FilterContext,
  type FilterPlugin,
  Refusal,
} from '../pipeline-server/contracts/plugin.ts';
import { rewriteLast } from './last-text.ts';

/** What an admin has set: modes that take the place of the settings, by id of the hook. */
export interface HookValves {
  readonly modes: ReadonlyMap<string, HookMode>;
  readonly killSwitch: boolean;
}

/** What the filter is made of. */
export interface HooksFilterPorts {
  /** The hooks, in the order in which they run. */
  readonly about: readonly {
    readonly id: string;
    readonly purpose: string;
    /** True when the server keeps to it whatever the hook's mode is. */
    readonly builtIn: boolean;
  }[];
  readonly hooks: Hooks;
  /** Takes over what an admin has set. */
  readonly apply: (valves: HookValves) => void;
}

const COMMON = {
  enabled: Type.Boolean({
    default: false,
    title: 'Other models',
    description:
      'Has questions to models that are served elsewhere, and their answers, pass the hooks as well; those of xOps always do. People have seen an answer while it was written: what is struck changes what is kept. In chats about other work a right sentence such as "I have fixed the code" is struck too.',
  }),
  pipelines: Type.Array(Type.String(), {
    default: ['*'],
    title: 'Models',
    description: 'Ids of these models, or * alone for all. The choices below hold everywhere.',
  }),
  priority: Type.Integer({
    default: 30,
    title: 'Priority',
    description: 'Lower runs first. Open WebUI skips a filter that it cannot reach.',
  }),
  kill_switch: Type.Boolean({
    default: false,
    title: 'Kill switch',
    description:
      'Nothing is executed while it is on, whatever was approved: see freeze-window, which must not be off.',
  }),
};

const CHOICES = ['settings', ...HOOK_MODES] as const;

type Valves = Static<ReturnType<typeof valvesSchema>>;

/** Sets how each hook is run, and has the questions and answers of other models pass the hooks. */
export function createHooksFilter(
  ports: HooksFilterPorts,
): FilterPlugin<ReturnType<typeof valvesSchema>> {
  return defineFilter({
    id: 'hooks',
    name: 'Hooks',
    description: 'Sets how each hook is run: on, warn (written down, let pass) or off.',
    valves: valvesSchema(ports),
    onValvesUpdated: ({ valves }) => ports.apply(readValves(valves, ports)),
    inlet: (body, context) => (isMeant(body, context) ? passQuestion(body, context, ports) : body),
    outlet: (body, context) => (isMeant(body, context) ? passAnswer(body, context, ports) : body),
  });
}

/** The model `xops`, alone or behind the prefix of a connection, has passed the hooks where it is served. */
const SERVED_HERE = /(?:^|\.)xops$/;

function isMeant({ model }: FilterBody, { valves, task }: FilterContext<Valves>): boolean {
  return valves.enabled && task === null && !SERVED_HERE.test(String(model));
}

function valvesSchema({ about }: HooksFilterPorts) {
  const modes: readonly (readonly [string, TSchema])[] = about.map(({ id, purpose, builtIn }) => [
    keyOf(id),
    Type.Enum([...CHOICES], {
      default: 'settings',
      title: id,
      description: builtIn ? `${purpose} ${BUILT_IN}` : purpose,
    }),
  ]);
  return Type.Object({ ...COMMON, ...Object.fromEntries(modes) });
}

const BUILT_IN =
  'The server keeps to it in any case: switching the hook off changes its record only.';

function keyOf(id: string): string {
  return id.replaceAll('-', '_');
}

function readValves(valves: Valves, { about }: HooksFilterPorts): HookValves {
  const values: Readonly<Record<string, unknown>> = valves;
  const modes = about.flatMap(({ id }) => {
    const mode = HOOK_MODES.find((each) => each === values[keyOf(id)]);
    return mode === undefined ? [] : [[id, mode] as const];
  });
  return { modes: new Map(modes), killSwitch: values['kill_switch'] === true };
}

function passQuestion(
  body: FilterBody,
  context: FilterContext<Valves>,
  { hooks }: HooksFilterPorts,
): FilterBody {
  return rewriteLast(body, 'user', (text) => {
    const pass = hooks.run('question', { ...sceneOf(context), text, dataClass: 'INTERNAL' });
    const objection = objectionOf(pass);
    if (objection === null) return pass.input.text;
    throw new Refusal(403, wordsOf(objection));
  });
}

/** What other models did is not known here: there are no executions, and no evidence. */
function passAnswer(
  body: FilterBody,
  context: FilterContext<Valves>,
  { hooks }: HooksFilterPorts,
): FilterBody {
  return rewriteLast(body, 'assistant', (text) => {
    const unknown = { evidence: [], executions: [], dataClass: 'INTERNAL' } as const;
    const pass = hooks.run('before-answer', { ...sceneOf(context), text, ...unknown });
    const objection = objectionOf(pass);
    return objection === null ? pass.input.text : wordsOf(objection);
  });
}

function sceneOf({ principal, clock, chatId }: FilterContext<Valves>) {
  return { actor: principal, now: clock.now().toISOString(), chatId };
}

function wordsOf({ message, remedy }: Objection): string {
  return `${message} ${remedy}`;
}
