import {
  ApprovalError,
  type Approvals,
  type DecisionOrder,
  type Person,
} from '../../../contracts/approvals.ts';
import type { Logger } from '../../../contracts/context.ts';
import { hasButtons, type SlackLayout } from './approval-message.ts';
import type { SlackInteraction } from './interaction.ts';
import { FIELDS, reasonView } from './reason-view.ts';
import type { SlackApi } from './slack-api.ts';

/** Who people are, as the settings say. */
export interface SlackPeople {
  /** The person whom a member's id is written down for. */
  bySlackId(id: string): Person | null;
  /** The person of a mail address that Slack has confirmed. */
  byEmail(email: string): Person | null;
}

/** What answering needs. */
export interface InteractionOptions {
  readonly api: SlackApi;
  readonly approvals: Pick<Approvals, 'decide' | 'read'>;
  readonly people: SlackPeople;
  readonly layout: SlackLayout;
  readonly log: Logger;
}

/** What Slack is answered: nothing, or the errors of a dialog. */
export type InteractionAnswer = Readonly<Record<string, unknown>> | null;

const UNKNOWN_MEMBER =
  'You are not known here as a person who may decide. An admin adds you under approvals.people, with your mail address or Slack member id.';
const ON_THE_PAGE = 'This plan is decided on its page, where you sign in: press "Open the plan".';

/**
 * Does what a member asked for by a button or a dialog. Whoever may not do it is told so, and nobody else.
 * @throws what the ledger throws for other reasons than a refusal.
 */
export async function answerInteraction(
  interaction: SlackInteraction,
  options: InteractionOptions,
): Promise<InteractionAnswer> {
  const person = await personOf(interaction.user, options);
  if (person === null) return await refuse(interaction, options, UNKNOWN_MEMBER);
  const found = await options.approvals.read(interaction.approvalId);
  if (found === null) return await refuse(interaction, options, 'There is no such request.');
  if (found.request.status === 'PENDING' && !hasButtons(found.request, options.layout)) {
    return await refuse(interaction, options, ON_THE_PAGE);
  }
  const { step, verdict } = interaction;
  if (step.kind === 'button' && verdict !== 'approve') {
    await options.api.openView(step.triggerId, reasonView(verdict, interaction));
    return null;
  }
  return await decide(interaction, person, options);
}

async function personOf(user: string, { api, people }: InteractionOptions): Promise<Person | null> {
  const listed = people.bySlackId(user);
  if (listed !== null) return listed;
  const email = await api.confirmedEmail(user);
  return email === null ? null : people.byEmail(email);
}

async function decide(
  interaction: SlackInteraction,
  person: Person,
  options: InteractionOptions,
): Promise<InteractionAnswer> {
  try {
    await options.approvals.decide(interaction.approvalId, orderOf(interaction), person);
  } catch (error) {
    if (!(error instanceof ApprovalError)) throw error;
    return await refuse(interaction, options, error.message);
  }
  await tell(interaction, options, 'Your decision is written down.');
  return null;
}

function orderOf({ step, verdict, seenHash }: SlackInteraction): DecisionOrder {
  const order = { verdict, seenHash, channel: 'slack' } as const;
  if (step.kind === 'button') return { ...order, comment: null, correction: null };
  const { comment, what, why } = step;
  return { ...order, comment, correction: { what, why } };
}

async function refuse(
  interaction: SlackInteraction,
  options: InteractionOptions,
  message: string,
): Promise<InteractionAnswer> {
  if (interaction.step.kind === 'reason') {
    return { response_action: 'errors', errors: { [FIELDS.comment]: message } };
  }
  await tell(interaction, options, `Nothing was decided. ${message}`);
  return null;
}

/** The decision stands whether or not its author could be told. */
async function tell(
  { step, user }: SlackInteraction,
  { api, log }: InteractionOptions,
  text: string,
): Promise<void> {
  if (step.kind !== 'button') return;
  try {
    await api.whisper({ channel: step.channel, user }, text);
  } catch (error) {
    log.warn({ err: error }, 'a member of the Slack workspace could not be told');
  }
}
