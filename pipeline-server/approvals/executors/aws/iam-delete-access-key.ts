import { ACCESS_KEY, useOf } from './access-key.ts';
import { defineChange } from './aws-change.ts';

/** Deletes an access key that is inactive and was not used for long (DeleteAccessKey). */
export const deleteAccessKey = defineChange({
  ...ACCESS_KEY,
  id: 'iam.delete-access-key',
  description: 'Deletes an access key that is inactive and was not used for long.',
  destructive: true,
  writes: ['iam:DeleteAccessKey'],
  words: ({ accessKeyId, userName }) => `Delete the access key ${accessKeyId} of ${userName}`,
  rollback: null,
  isDone: (seen) => seen === null,
  obstacle: (seen, { unusedDays }, now) =>
    seen.status === 'Inactive'
      ? useOf(seen, unusedDays, now)
      : `It is ${seen.status.toLowerCase()}: deactivate it first, and wait whether somebody misses it.`,
  async change(iam, { userName, accessKeyId }) {
    await iam.deleteAccessKey({ UserName: userName, AccessKeyId: accessKeyId });
    return `${accessKeyId} was deleted.`;
  },
  undo: null,
  verifySeconds: 60,
});
