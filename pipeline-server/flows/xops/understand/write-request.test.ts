import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';
import { asksToChange } from './write-request.ts';

const asks = (question: string) => asksToChange(cleanText(question).lower);

describe('asksToChange', () => {
  it.each([
    'stop all idle instances',
    'Please get rid of the unattached volumes',
    'can you terminate i-0abc1234',
    "I'd like the unattached volumes deleted",
    'find idle instances and stop them',
    'resize the over-provisioned instances',
    'apply all recommendations',
    'rotate keys',
    'tag everything with owner=alice',
    'turn the dev servers off tonight',
    'give alice admin access to payments',
    'we need to renew the expired certificate',
    'those volumes should be deleted',
    'make the buckets private',
    'increase the size of the payments database',
    'approve 2',
    'yes, go ahead',
  ])('takes "%s" as a request for a change', (question) => {
    expect(asks(question)).toBe(true);
  });

  it.each([
    'which instances could we stop?',
    'show stopped instances',
    'what would we save if we deleted unattached volumes',
    'who deleted the payments database?',
    'how do I stop and delete idle instances?',
    'list volumes that can be removed',
    'tag coverage by team',
    'patch compliance for web-prod',
    'change in spend by service',
    'update me on the security findings',
    'create a report of idle EC2',
    'open security findings',
    'empty load balancers',
    "don't delete anything, just show unattached volumes",
    'imported certificates we have to renew by hand',
    'is deletion protection enabled?',
    '',
  ])('takes "%s" as a question', (question) => {
    expect(asks(question)).toBe(false);
  });
});
