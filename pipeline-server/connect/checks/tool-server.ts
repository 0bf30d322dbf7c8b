import { Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  type Check,
  type CheckContext,
  caution,
  failure,
  type Problem,
  RUN_CONNECT,
} from '../check.ts';
import { isToolServer, type ToolServer } from '../steps/tool-servers.ts';

const TOOLS = Type.Array(Type.Object({ id: Type.String() }));

/** With Redis, Open WebUI reads a description once and keeps it; without, it waits for our server with every look at tools. */
export const toolServerCheck: Check = {
  id: 'webui-tool-server',
  title: 'Tool server',
  good: 'it is on, granted, and its description is of today',
  async look(context) {
    if (context.facts !== null && context.facts.spec === null)
      return failure(
        'tool servers are switched off in Open WebUI',
        'Set ENABLE_TOOL_SERVERS=true in its environment.',
      );
    const found = context.toolServers.find((each) => isToolServer(each, context.wiring));
    if (found === undefined) return failure('there is none for this server', RUN_CONNECT);
    if (found.config?.enable !== true) return failure('it is switched off', RUN_CONNECT);
    if ((found.config.access_grants ?? []).length === 0)
      return failure('nobody but admins may use it: it has no grants', RUN_CONNECT);
    return (await loadProblem(context)) ?? describeProblem(found, context);
  },
};

async function loadProblem({ webui }: CheckContext): Promise<Problem | null> {
  const { body } = await webui.send('GET', '/api/v1/tools/');
  const isListed = !Value.Check(TOOLS, body) || body.some(({ id }) => id.startsWith('server:xops'));
  if (isListed) return null;
  return failure(
    'Open WebUI lists no tool of it: this server did not answer when its description was read',
    `${RUN_CONNECT} It stores the description, so that the order of starts does not matter.`,
  );
}

function describeProblem({ spec_type, spec }: ToolServer, { facts }: CheckContext): Problem | null {
  if (spec_type !== 'json')
    return caution(
      'its description is read by its address: tools are missing while this server does not answer, and with Redis it is not read again after changes',
      `${RUN_CONNECT} It stores the description.`,
    );
  if (facts === null || spec === facts.spec) return null;
  return failure('its stored description is that of another version of this server', RUN_CONNECT);
}
