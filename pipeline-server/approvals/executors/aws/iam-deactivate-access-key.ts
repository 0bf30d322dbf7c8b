import { ACCESS_KEY, useOf } from './access-key.ts';
import { defineChange } from './aws-change.ts';

/** Deactivates an access key of an IAM user (UpdateAccessKey). */
export const deactivateAccessKey = defineChange({
  ...ACCESS_KEY,
  id: 'iam.deactivate-access-key',
  description: 'Deactivates an access key of an IAM user; it can be activated again.',
  destructive: false,
  writes: ['iam:UpdateAccessKey'],
  words: ({ accessKeyId, userName }) => `Deactivate the access key ${accessKeyId} of ${userName}`,
  rollback: 'Activate it again.',
  isDone: (seen) => seen?.status === 'Inactive',
  obstacle: (seen, { unusedDays }, now) =>
    seen.status === 'Active' ? useOf(seen, unusedDays, now) : `It is ${seen.status}, not active.`,
  async change(iam, { userName, accessKeyId }) {
    await iam.updateAccessKey({
      UserName: userName,
      AccessKeyId: accessKeyId,
      Status: 'Inactive',
    });
    return `${accessKeyId} signs nothing any more.`;
  },
  async undo(iam, { userName, accessKeyId }) {
    await iam.updateAccessKey({ UserName: userName, AccessKeyId: accessKeyId, Status: 'Active' });
    return `${accessKeyId} is active again.`;
  },
  verifySeconds: 60,
});
