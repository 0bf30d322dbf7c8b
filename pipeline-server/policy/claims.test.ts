import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuTimeOf } from '../test/cpu-time.ts';
import { claimsOf } from './claims.ts';
import { replaceSentences, sentencesOf } from './sentences.ts';

describe('claims', () => {
  it.each([
    ['Done.', 'change'],
    ['All done!', 'change'],
    ['I have deployed the fix.', 'change'],
    ["I've stopped all three instances.", 'change'],
    ['We just deleted the volume.', 'change'],
    ['I deleted the unattached volumes as you asked.', 'change'],
    ['I’ve gone ahead and removed the rule.', 'change'],
    ['The bucket has been encrypted.', 'change'],
    ['The instances have now been stopped.', 'change'],
    ['The change was applied successfully.', 'change'],
    ['The patch was successfully installed.', 'change'],
    ['The service was deployed.', 'change'],
    ['The finding is now resolved.', 'change'],
    ['The issue is fixed.', 'change'],
    ["It's done.", 'change'],
    ['Everything is now deployed.', 'change'],
    ['Fixed: the security group is closed to the world.', 'change'],
    ['✅ Deployed the stack', 'change'],
    ['**Successfully applied** the tags.', 'change'],
    ['Deployment complete.', 'change'],
    ['The rollback succeeded.', 'change'],
    ['It works now.', 'change'],
    ['xOps has rotated the key.', 'change'],
    ['Costs were high, but I have fixed that.', 'change'],
    ['It was not tagged, so I tagged it.', 'change'],
    ['I was asked to stop it: I stopped it.', 'change'],
    ['After looking at the logs, I restarted the task.', 'change'],
    ['Terminated the instance and released the address.', 'change'],
    ['I verified the result.', 'check'],
    ['I have double-checked the figures.', 'check'],
    ['Everything has been tested.', 'check'],
    ['This is verified.', 'check'],
    ['All tests passed.', 'check'],
    ['All 14 unit tests pass.', 'check'],
    ['I can confirm that the numbers match.', 'check'],
    ['Rest assured, the backup exists.', 'check'],
    ['Verified.', 'check'],
    ['The figures were validated.', 'check'],
    ['We tested and confirmed it.', 'check'],
  ])('finds %j', (text, kind) => {
    expect(claimsOf(text).map((claim) => claim.kind)).toEqual([kind]);
  });

  it.each([
    'It was not deployed.',
    "It wasn't deployed.",
    'The change has not been applied.',
    'I have not stopped anything.',
    "I haven't verified this.",
    'I verified nothing.',
    'Nothing was changed.',
    'No instance was stopped.',
    'The volume was never deleted.',
    'The key is yet to be rotated.',
    'It would be fixed by a tag policy.',
    'That could have been deployed by Terraform.',
    'The instance should be stopped.',
    'The volume will be deleted once it is approved.',
    'It can be verified in the console.',
    'It must be tested first.',
    'The plan is ready to be applied.',
    'If it was deployed yesterday, the costs follow.',
    'Once I have deployed it, look again.',
    'Unless the bucket is fixed, the finding stays.',
    'When it is done, you are told.',
    'Was it deployed?',
    'Have you verified that?',
    'Is it done?',
    'The ticket says it was fixed.',
    'According to the runbook it was tested.',
    'Somebody wrote "I have deployed it".',
    'He wrote “all done” and left.',
    '> I have fixed it.',
    'The command is `verified`.',
    '```\nDone.\n```',
    'i-0abc is stopped.',
    '3 instances are stopped, 2 of them in dev.',
    'The instance has been stopped for 45 days.',
    'i-0abc was stopped 45 days ago.',
    'The volume was created on 3 March.',
    'The stack was deployed last month by the platform team.',
    'The rule has been disabled since 2024.',
    'The bucket is encrypted.',
    'The service is deployed in 3 Regions.',
    'Stop the instance to save USD 40 a month.',
    'Deleting the volume saves USD 4.',
    'Stopped instances cost nothing but their volumes.',
    'The attached volumes are large.',
    'You deleted it.',
    'Verified accounts are listed below.',
    'Failed to deploy.',
    'A fix is planned to be deployed.',
    '12 findings were not resolved.',
    'A closed finding does not come back.',
  ])('leaves %j', (text) => {
    expect(claimsOf(text)).toEqual([]);
  });

  it('finds each claim in its place', () => {
    const text = 'Costs rose. I have fixed it. Look at i-1.\nVerified.';
    const claims = claimsOf(text);
    expect(claims.map(({ start, end }) => text.slice(start, end))).toEqual([
      'I have fixed it.',
      'Verified.',
    ]);
    expect(replaceSentences(text, claims, '[x]')).toBe('Costs rose. [x] Look at i-1.\n[x]');
  });

  it('puts sentences where they stand, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let last = 0;
        for (const { text: words, start, end } of sentencesOf(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end - start).toBe(words.length);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('takes time in proportion to the length of a text', () => {
    const hard = ['i now ', 'a.', '"', '`', 'has been ', 'done and ', '(', 'not, ', '> '];
    const texts = hard.map((unit) => unit.repeat(5_000));
    expect(cpuTimeOf(() => texts.map(claimsOf))).toBeLessThan(3_000);
  });
});
