import { type Static, Type } from 'typebox';
import type {
  ActionClassifier,
  Classification,
} from '../pipeline-server/contracts/action-access.ts';
import { isRecord } from '../pipeline-server/contracts/canonical-json.ts';
import { type Hooks, type Objection, objectionOf } from '../pipeline-server/contracts/hooks.ts';
import {
  defineFilter,
  type FilterBody,
  type FilterContext,
  type FilterPlugin,
  Refusal,
} from '../pipeline-server/contracts/plugin.ts';
import { rewriteLast } from './last-text.ts';
import { addSystemNote, readTexts } from './payload-texts.ts';
import { callsOfTurn, type PayloadCall } from './read-calls.ts';
import { unlistedTools } from './unlisted-tools.ts';

/** What judges actions, and what decides on them. */
export interface HitlGatePorts {
  readonly classifier: ActionClassifier;
  readonly hooks: Hooks;
}

const VALVES = Type.Object({
  enabled: Type.Boolean({
    default: false,
    title: 'Other models',
    description:
      'Judges calls of tools by models that are served elsewhere. Open WebUI makes these calls by itself and shows none before it is made, not even one that it asks the user about: the answer says what was not approved, and a turn that paused is stopped when it goes on. Only the valve Tools keeps a call from being made. Calls of scripts, of direct connections and of raw API endpoints are not seen.',
  }),
  pipelines: Type.Array(Type.String(), {
    default: ['*'],
    title: 'Models',
    description: 'Ids of these models, or * alone for all.',
  }),
  priority: Type.Integer({
    default: 20,
    title: 'Priority',
    description: 'Lower runs first. Open WebUI skips a filter that it cannot reach.',
  }),
  tools: Type.Array(Type.String(), {
    default: ['*'],
    title: 'Tools',
    description:
      'Ids of the tools that these models may have (server:xops), or * alone for all. A question that comes with another tool, a terminal or the code interpreter (terminal, code_interpreter) is refused. Tools of Open WebUI itself and direct connections are not seen.',
  }),
  other_tools: Type.Enum(['allow', 'deny'], {
    default: 'allow',
    title: 'Tools without commands',
    description:
      'What takes no command line and no operation of AWS cannot be judged: allow lets it pass, deny stops it as a write, reading tools of Open WebUI too.',
  }),
  questions: Type.Enum(['note', 'deny', 'off'], {
    default: 'note',
    title: 'Commands in questions',
    description:
      'A question with a command in backticks that needs an approval: note tells the model so, deny refuses the question, off looks at none.',
  }),
});

type Context = FilterContext<Static<typeof VALVES>>;

/** Holds calls of tools by models of others to the approval that writes need. */
export function createHitlGate(ports: HitlGatePorts): FilterPlugin<typeof VALVES> {
  return defineFilter({
    id: 'hitl-gate',
    name: 'Approval gate',
    description: 'Stops calls of tools by other models that change something without an approval.',
    failClosed: true,
    valves: VALVES,
    inlet: async (body, context) =>
      isMeant(body, context) ? await pass(body, context, ports) : body,
    outlet: async (body, context) =>
      isMeant(body, context) ? await tell(body, context, ports) : body,
  });
}

/** The model `xops`, alone or behind the prefix of a connection, changes nothing without an approval. */
const SERVED_HERE = /(?:^|\.)xops$/;

function isMeant({ model }: FilterBody, { valves, task }: Context): boolean {
  return valves.enabled && task === null && !SERVED_HERE.test(String(model));
}

async function pass(body: FilterBody, context: Context, ports: HitlGatePorts): Promise<FilterBody> {
  const unlisted = unlistedTools(body, context.valves.tools);
  if (unlisted.length > 0) throw new Refusal(403, unlistedWords(unlisted));
  const objection = await objectionToCalls(body, context, ports);
  if (objection !== null) throw new Refusal(403, wordsOf(objection));
  const { questions } = context.valves;
  if (questions === 'off') return body;
  const asked = await writeInQuestion(body, ports);
  if (asked === null) return body;
  if (questions === 'deny') throw new Refusal(403, `${asked} ${HOW}`);
  return addSystemNote(body, NOTE);
}

function unlistedWords(tools: readonly string[]): string {
  return `This chat gives the model what may change something without an approval: ${tools.join(', ')}. Switch it off in this chat, or ask the model xOps; an admin lists tools in the valve Tools of the approval gate.`;
}

const HOW = 'Ask the model xOps for it: an approver decides on the exact change.';
const NOTE =
  'A command in the question changes something, and needs an approval: run no such command by any tool. Explain it if asked, and tell the user to have it approved through xOps.';

/** What was done is done: the answer says that it was not approved. */
async function tell(body: FilterBody, context: Context, ports: HitlGatePorts): Promise<FilterBody> {
  const objection = await objectionToCalls(body, context, ports);
  if (objection === null) return body;
  const warning = `\n\n**Not approved:** ${wordsOf(objection)} Open WebUI may have run it already: look at what was changed.`;
  return rewriteLast(body, 'assistant', (text) =>
    text.includes(warning) ? text : `${text}${warning}`,
  );
}

async function objectionToCalls(
  body: FilterBody,
  { principal, clock, chatId, valves }: Context,
  { hooks, classifier }: HitlGatePorts,
): Promise<Objection | null> {
  const scene = { actor: principal, now: clock.now().toISOString(), chatId };
  for (const call of callsOfTurn(body)) {
    const { access, reason } = (await judge(call, classifier)) ?? UNKNOWN[valves.other_tools];
    const judged = { ...call, access, reason };
    const input = { ...scene, call: judged, agent: null, planAgreed: false };
    const objection = objectionOf(hooks.run('before-tool', input));
    if (objection !== null) return objection;
  }
  return null;
}

type Access = Pick<Classification, 'access' | 'reason'>;

const UNKNOWN: Readonly<Record<'allow' | 'deny', Access>> = {
  allow: { access: 'read', reason: 'It takes no command; the valve other_tools lets it pass.' },
  deny: { access: 'write', reason: 'It takes no command, so that it cannot be judged.' },
};

const COMMAND_NAMES = ['command', 'cmd', 'cli_command', 'script', 'shell_command'];

/** Null for what is neither a command nor an operation of AWS. */
async function judge(
  { arguments: args }: PayloadCall,
  classifier: ActionClassifier,
): Promise<Access | null> {
  const given = COMMAND_NAMES.filter((name) => args[name] !== undefined);
  for (const name of given) {
    const line = args[name];
    if (typeof line !== 'string') {
      return { access: 'refused', reason: 'Its command is no text of one line.' };
    }
    const judged = await classifier.classifyCommand(line);
    if (judged.access !== 'read') return judged;
  }
  if (given.length > 0) return { access: 'read', reason: 'Its command only reads.' };
  const { service_name: service, operation_name: operation } = args;
  if (typeof service !== 'string' || typeof operation !== 'string') return null;
  const parameters = args['parameters'] ?? {};
  if (!isRecord(parameters)) return { access: 'refused', reason: 'Its parameters are no object.' };
  return await classifier.classifyOperation({ service, operation, parameters });
}

/** Programs whose commands are looked for in questions. One backtick only, so that the time stays linear. */
const WRITTEN = /`(?:[a-z]+\n)?\s*((?:aws|terraform|tofu|kubectl|helm|docker)\s[^`]{1,8192})`/g;
const MOST_COMMANDS = 20;

async function writeInQuestion(
  body: FilterBody,
  { classifier }: HitlGatePorts,
): Promise<string | null> {
  const question = readTexts(body).find(({ place }) => place === 'your message')?.text ?? '';
  const lines = [...question.matchAll(WRITTEN)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
  for (const line of lines.slice(0, MOST_COMMANDS)) {
    const { access, reason } = await classifier.classifyCommand(line.trim());
    if (access === 'write') return `A command in your message needs an approval: ${reason}`;
  }
  return lines.length > MOST_COMMANDS ? 'Your message holds many commands.' : null;
}

function wordsOf({ message, remedy }: Objection): string {
  return `${message} ${remedy}`;
}
