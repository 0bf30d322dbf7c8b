import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Verdict } from '../../../contracts/approvals.ts';
import { SLACK_ACTIONS } from './approval-message.ts';
import { FIELDS } from './reason-view.ts';

/** What a member of a Slack workspace did, out of a signed request. */
export interface SlackInteraction {
  readonly team: string;
  readonly app: string;
  readonly user: string;
  readonly approvalId: string;
  /** Artifact hash of the plan that the message showed. */
  readonly seenHash: string;
  readonly verdict: Verdict;
  readonly step:
    | { readonly kind: 'button'; readonly triggerId: string; readonly channel: string }
    | {
        readonly kind: 'reason';
        readonly comment: string;
        readonly what: string;
        readonly why: string;
      };
}

const TEXT = Type.String({ maxLength: 4000 });
const USER = Type.Object({ id: TEXT });
const TEAM = Type.Object({ id: TEXT });

const BUTTON = Compile(
  Type.Object({
    type: Type.Literal('block_actions'),
    api_app_id: TEXT,
    team: TEAM,
    user: USER,
    trigger_id: TEXT,
    channel: Type.Object({ id: TEXT }),
    actions: Type.Array(Type.Object({ action_id: TEXT, value: Type.Optional(TEXT) }), {
      minItems: 1,
      maxItems: 1,
    }),
  }),
);

const ENTERED = Type.Object({ value: Type.Union([TEXT, Type.Null()]) });

const SUBMISSION = Compile(
  Type.Object({
    type: Type.Literal('view_submission'),
    api_app_id: TEXT,
    team: TEAM,
    user: USER,
    view: Type.Object({
      private_metadata: TEXT,
      state: Type.Object({ values: Type.Record(TEXT, Type.Record(TEXT, ENTERED)) }),
    }),
  }),
);

/**
 * Reads the `payload` of an interaction (docs.slack.dev, "Interaction payloads").
 * @returns `ignore` for what asks nothing of us, such as the button that opens the page.
 * @throws SyntaxError when it is none that our messages can send.
 */
export function readInteraction(payload: unknown): SlackInteraction | 'ignore' {
  if (BUTTON.Check(payload)) {
    const [action] = payload.actions;
    if (action?.action_id === SLACK_ACTIONS.open) return 'ignore';
    const verdict = verdictOf(action?.action_id);
    const step = {
      kind: 'button',
      triggerId: payload.trigger_id,
      channel: payload.channel.id,
    } as const;
    return { ...sender(payload), ...subject(action?.value ?? ''), verdict, step };
  }
  if (SUBMISSION.Check(payload)) {
    const { private_metadata: metadata, state } = payload.view;
    const [verdict = '', ...rest] = metadata.split(' ');
    const entered = (field: string) => state.values[field]?.[field]?.value?.trim() ?? '';
    const [comment, what, why] = [FIELDS.comment, FIELDS.what, FIELDS.why].map(entered);
    const step = {
      kind: 'reason',
      comment: comment ?? '',
      what: what ?? '',
      why: why ?? '',
    } as const;
    return {
      ...sender(payload),
      ...subject(rest.join(' ')),
      verdict: reasonVerdict(verdict),
      step,
    };
  }
  throw new SyntaxError('it is no interaction of a message that this server writes');
}

function sender(payload: { api_app_id: string; team: { id: string }; user: { id: string } }) {
  return { team: payload.team.id, app: payload.api_app_id, user: payload.user.id };
}

const SUBJECT = /^(?<approvalId>[0-9a-f-]{36}) (?<seenHash>sha256:[0-9a-f]{64})$/;

function subject(value: string): { approvalId: string; seenHash: string } {
  const { approvalId, seenHash } = SUBJECT.exec(value)?.groups ?? {};
  if (approvalId === undefined || seenHash === undefined) {
    throw new SyntaxError('its value names no request and plan');
  }
  return { approvalId, seenHash };
}

function verdictOf(actionId: string | undefined): Verdict {
  const verdicts = ['approve', 'reject', 'request-changes'] as const;
  const verdict = verdicts.find((each) => SLACK_ACTIONS[each] === actionId);
  if (verdict === undefined) throw new SyntaxError('its button is none of ours');
  return verdict;
}

function reasonVerdict(text: string): Verdict {
  if (text === 'reject' || text === 'request-changes') return text;
  throw new SyntaxError('its dialog is none of ours');
}
