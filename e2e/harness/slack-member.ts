import { signedBySlack } from '../../pipeline-server/test/fake-slack.ts';
import type { RequestInChat } from './approval-chat.ts';

/** Signs what a member of the workspace does, as Slack does. */
export const SLACK_SECRET = '0123456789abcdef0123456789abcdef';

/** A click on a button of a request's message. */
export function pressInSlack(user: string, { id, hashes }: RequestInChat, button = 'approve') {
  return {
    type: 'block_actions',
    api_app_id: 'A1',
    team: { id: 'T1' },
    user: { id: user },
    trigger_id: '1.2.3',
    channel: { id: 'C1' },
    actions: [{ action_id: `xops-${button}`, block_id: id, value: `${id} ${hashes.artifact}` }],
  };
}

/** Sends what a member did to a server, as Slack sends it. */
export async function sendFromSlack(
  url: string,
  payload: object,
  signed = signedBySlack(payload, SLACK_SECRET, new Date()),
): Promise<Response> {
  const { method, headers, payload: body } = signed;
  return await fetch(`${url}/slack/interactions`, { method, headers, body });
}
