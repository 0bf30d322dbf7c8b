import type { ActionsBlockElement, KnownBlock } from '@slack/web-api';
import {
  actionCounts,
  costWords,
  reachWords,
  statusWords,
} from '../../../contracts/approval-words.ts';
import type { ApprovalDetails, ApprovalRequest } from '../../../contracts/approvals.ts';
import { RISK_LEVELS, type RiskLevel } from '../../../contracts/plan.ts';
import { oneLine } from '../../../contracts/tool.ts';
import type { SlackMessage } from './slack-api.ts';

/** The buttons of a message, by Slack's `action_id`. */
export const SLACK_ACTIONS = {
  approve: 'xops-approve',
  reject: 'xops-reject',
  'request-changes': 'xops-request-changes',
  open: 'xops-open',
} as const;

/** How messages are written. */
export interface SlackLayout {
  /** Address of the page of a request. */
  readonly pageUrl: (id: string) => string;
  /** False when interactions are not set up: the message then leads to the page. */
  readonly interactive: boolean;
  /** From this risk on people decide on the page, where they sign in again. */
  readonly linkOnlyFrom: RiskLevel;
  /** Whether single resources may be named: Slack is a place outside the own network. */
  readonly nameResources: boolean;
}

const LONGEST_TITLE = 140;
const LONGEST_TEXT = 1500;
const MOST_ACTIONS = 5;

/** True when a request may be decided by a button. */
export function hasButtons(request: ApprovalRequest, layout: SlackLayout): boolean {
  const isCareful =
    RISK_LEVELS.indexOf(request.plan.risk) >= RISK_LEVELS.indexOf(layout.linkOnlyFrom);
  return layout.interactive && request.status === 'PENDING' && !isCareful;
}

/** A request as a message, in the state in which it is now. Texts from elsewhere are shown as they are, never as markup. */
export function approvalMessage(details: ApprovalDetails, layout: SlackLayout): SlackMessage {
  const { request } = details;
  const title = `${statusWords(request.status)}: ${request.plan.title}`;
  return {
    text: escape(oneLine(title, LONGEST_TITLE)),
    blocks: [
      { type: 'header', text: plain(title, LONGEST_TITLE) },
      { type: 'section', fields: facts(details).map(markdown) },
      { type: 'section', text: markdown(escape(clip(request.plan.purpose))) },
      { type: 'section', text: markdown(whatIsDone(request, layout)) },
      ...decided(details),
      footOf(request),
      { type: 'actions', block_id: request.id, elements: buttons(request, layout) },
    ],
  };
}

function facts({ request, decisions }: ApprovalDetails): readonly string[] {
  const { plan, routing, expiresAt, requester } = request;
  const given = decisions.filter(({ verdict }) => verdict === 'approve').length;
  const groups = routing.groups.length === 0 ? '' : ` of ${routing.groups.join(' or ')}`;
  return [
    `*Risk*\n${request.plan.risk}`,
    `*Monthly bill*\n${costWords(plan.monthlyCostChange)}`,
    `*Touches*\n${reachWords(plan.blastRadius)}`,
    `*Asked by*\n${escape(oneLine(requester.name ?? requester.id, 80))}`,
    `*Approvers*\n${given} of ${routing.quorum}${escape(groups)}`,
    `*Expires*\n${slackDate(expiresAt)}`,
  ];
}

function whatIsDone({ plan }: ApprovalRequest, { nameResources }: SlackLayout): string {
  if (!nameResources) return `*Does*\n${escape(actionCounts(plan.actions))}`;
  const named = plan.actions.slice(0, MOST_ACTIONS).map(({ description }) => `• ${description}`);
  const more = plan.actions.length - named.length;
  const lines = more > 0 ? [...named, `… and ${more} more`] : named;
  return `*Does*\n${escape(clip(lines.join('\n')))}`;
}

function decided({ decisions, outcomes }: ApprovalDetails): readonly KnownBlock[] {
  const words: Readonly<Record<string, string>> = {
    approve: 'approved',
    reject: 'rejected',
    'request-changes': 'asked for changes',
  };
  const said = decisions.map(({ approver, verdict, comment }) => {
    const reason = comment === null ? '' : `: ${comment}`;
    return `*${approver.name ?? approver.id}* ${words[verdict] ?? verdict}${reason}`;
  });
  const failed = outcomes.filter(({ status }) => status === 'failed' || status === 'unknown');
  const lines = [...said, ...failed.map(({ action, detail }) => `${action}: ${detail}`)];
  if (lines.length === 0) return [];
  return [
    { type: 'section', text: markdown(lines.map((line) => boldName(clip(line))).join('\n')) },
  ];
}

/** Only the stars that we set are markup. */
function boldName(line: string): string {
  const [, name, rest] = /^\*([^*]*)\*(.*)$/s.exec(line) ?? [];
  return name === undefined ? escape(line) : `*${escape(name)}*${escape(rest ?? '')}`;
}

function footOf({ hashes, plan }: ApprovalRequest): KnownBlock {
  const undo = plan.actions.every(({ canRollBack }) => canRollBack) ? 'yes' : 'not all of it';
  const parts = [
    `Plan \`${hashes.artifact.slice(7, 19)}\``,
    `evidence: ${plan.evidence.length}`,
    `can be undone: ${undo}`,
    plan.dryRun === null ? 'not tried before' : 'tried before without effect',
  ];
  return { type: 'context', elements: [markdown(parts.join(' · '))] };
}

function buttons(request: ApprovalRequest, layout: SlackLayout): ActionsBlockElement[] {
  const open: ActionsBlockElement = {
    type: 'button',
    action_id: SLACK_ACTIONS.open,
    text: plain('Open the plan', 75),
    url: layout.pageUrl(request.id),
  };
  return hasButtons(request, layout) ? [...decisionButtons(request), open] : [open];
}

function decisionButtons(request: ApprovalRequest): ActionsBlockElement[] {
  const value = `${request.id} ${request.hashes.artifact}`;
  const question = `This approves exactly plan ${request.hashes.artifact.slice(7, 19)}: ${actionCounts(request.plan.actions)}.`;
  return [
    {
      type: 'button',
      style: 'primary',
      action_id: SLACK_ACTIONS.approve,
      value,
      text: plain('Approve', 75),
      confirm: {
        title: plain('Approve this plan?', 100),
        text: plain(question, 300),
        confirm: plain('Approve', 30),
        deny: plain('Not yet', 30),
      },
    },
    {
      type: 'button',
      style: 'danger',
      action_id: SLACK_ACTIONS.reject,
      value,
      text: plain('Reject', 75),
    },
    {
      type: 'button',
      action_id: SLACK_ACTIONS['request-changes'],
      value,
      text: plain('Ask for changes', 75),
    },
  ];
}

/** Shown in the reader's own time zone. */
function slackDate(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${iso}>`;
}

function plain(text: string, longest: number) {
  return { type: 'plain_text', text: oneLine(text, longest), emoji: false } as const;
}

function markdown(text: string) {
  return { type: 'mrkdwn', text, verbatim: true } as const;
}

function clip(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

/** Slack's three control characters (docs.slack.dev, "Formatting message text"). */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
