import { oneLine } from '../../../contracts/tool.ts';
import type { SlackMessage } from '../slack/slack-api.ts';
import type { SnsMessage } from './message.ts';

const LONGEST = 2800;

/** A message of a topic as it is shown in Slack: its text as data, in a block in which nothing is markup. */
export function topicNotice({ Subject, Message, TopicArn, Timestamp }: SnsMessage): SlackMessage {
  const topic = TopicArn.slice(TopicArn.lastIndexOf(':') + 1);
  const title = oneLine(Subject ?? `Message of ${topic}`, 140);
  const text = Message.length <= LONGEST ? Message : `${Message.slice(0, LONGEST - 1)}…`;
  return {
    text: title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      {
        type: 'section',
        text: { type: 'plain_text', text: text === '' ? '(empty)' : text, emoji: false },
      },
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: `SNS topic ${topic}, ${Timestamp}`, emoji: false }],
      },
    ],
  };
}
