import { describe, expect, it } from 'vitest';
import { sampleDetails, samplePlan, sampleRequest } from '../../../test/approval-samples.ts';
import { createSnsNotifier, type SnsPublication } from './sns-notifier.ts';

async function published(title: string): Promise<SnsPublication> {
  const sent: SnsPublication[] = [];
  const notifier = createSnsNotifier(
    async (publication) => {
      sent.push(publication);
    },
    (id) => `https://xops.example.com/approvals/${id}`,
  );
  const details = sampleDetails({ request: sampleRequest({ plan: samplePlan({ title }) }) });
  const at = '2026-03-02T10:00:00.000Z';
  const notification = { id: 'n1', kind: 'approval.requested' as const, at, details };
  await notifier.send(notification, new AbortController().signal);
  const [publication] = sent;
  if (publication === undefined) throw new Error('nothing was published');
  return publication;
}

describe('what a topic is told', () => {
  it('says what is asked, of what risk, on which plan and where, and has attributes to filter by', async () => {
    const { message, attributes, subject, groupId, deduplicationId } = await published(
      'Stop 1 idle EC2 instance',
    );
    expect(JSON.parse(message)).toMatchObject({
      version: 1,
      kind: 'approval.requested',
      approval: {
        status: 'PENDING',
        risk: 'low',
        requester: 'erin@example.com',
        planHash: sampleRequest().hashes.artifact,
        monthlyBill: 'saves USD 42.50',
        url: `https://xops.example.com/approvals/${sampleRequest().id}`,
      },
    });
    expect(attributes).toEqual({
      kind: 'approval.requested',
      status: 'PENDING',
      risk: 'low',
      approvalId: sampleRequest().id,
    });
    expect([subject, groupId, deduplicationId]).toEqual([
      'Approval needed: Stop 1 idle EC2 instance',
      sampleRequest().id,
      'n1',
    ]);
  });

  it.each(['Größe ändern\nnow', 'x'.repeat(300), '🔥'])(
    'has a subject that SNS takes for %s',
    async (title) => {
      const { subject } = await published(title);
      expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    },
  );
});
