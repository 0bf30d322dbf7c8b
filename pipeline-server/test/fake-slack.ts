import { createHmac } from 'node:crypto';
import { json, startFakeUpstream } from './fake-upstreams/fake-upstream.ts';

/** A call of Slack's Web API as it arrived. */
interface SlackCall {
  readonly method: string;
  /** Form fields; those that hold JSON are parsed. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
}

/** Slack's Web API on loopback: takes what the official client sends, and answers in Slack's shapes. */
export async function startFakeSlack(emails: Readonly<Record<string, string>> = {}) {
  const calls: SlackCall[] = [];
  let problem: string | null = null;
  const upstream = await startFakeUpstream((request) => {
    const fields = fieldsOf(request.text);
    const method = request.path.replace(/^\/api\//, '');
    calls.push({ method, fields, token: request.headers.authorization });
    if (problem !== null) return json({ ok: false, error: problem });
    return json({ ok: true, ...answerOf(method, fields, emails) });
  });
  return {
    apiUrl: `${upstream.url}/api/`,
    calls,
    of: (method: string) => calls.filter((call) => call.method === method),
    /** From now on Slack says no with this error; null: it works again. */
    fail: (error: string | null) => {
      problem = error;
    },
    close: () => upstream.close(),
  };
}

function answerOf(
  method: string,
  fields: Readonly<Record<string, unknown>>,
  emails: Readonly<Record<string, string>>,
): object {
  if (method === 'chat.postMessage') return { channel: fields['channel'], ts: '1700000000.000100' };
  if (method !== 'users.info') return {};
  const id = String(fields['user']);
  const email = emails[id];
  return { user: { id, is_email_confirmed: email !== undefined, profile: { email } } };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const entries = [...new URLSearchParams(text)].map(
    ([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value] as const,
  );
  return Object.fromEntries(entries);
}

/** A request of Slack's for a payload, signed as Slack signs it. */
export function signedBySlack(payload: object, secret: string, at: Date) {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST' as const,
    url: '/slack/interactions',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
    payload: body,
  };
}
