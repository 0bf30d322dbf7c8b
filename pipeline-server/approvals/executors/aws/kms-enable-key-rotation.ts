import type { KeyMetadata, KMS } from '@aws-sdk/client-kms';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { codeOf } from './aws-words.ts';
import { idIn } from './instance.ts';
import { EXACT, PLACE } from './place-arguments.ts';

/** A key, and whether it rotates; null where it cannot. */
interface SeenRotation {
  readonly key: KeyMetadata;
  readonly rotates: boolean | null;
}

/** Has a customer key of KMS rotate each year (EnableKeyRotation). What was encrypted before can still be read. */
export const enableKeyRotation = defineChange({
  id: 'kms.enable-key-rotation',
  description:
    'Has a customer key of KMS rotate each year; what was encrypted before can still be read.',
  service: 'kms',
  arguments: Type.Object(
    { ...PLACE, keyId: Type.String({ pattern: '^(?:mrk-[0-9a-f]{32}|[0-9a-f-]{36})$' }) },
    EXACT,
  ),
  destructive: false,
  reads: ['kms:DescribeKey', 'kms:GetKeyRotationStatus'],
  writes: ['kms:EnableKeyRotation', 'kms:DisableKeyRotation'],
  types: ['AWS::KMS::Key'],
  argumentsOf: ({ resourceId }) => ({ keyId: idIn(resourceId) }),
  arns: ({ accountId, region, keyId }) => [`arn:aws:kms:${region}:${accountId}:key/${keyId}`],
  words: ({ keyId }) => `Rotate the key ${keyId} each year`,
  rollback: 'Stop its rotation.',
  read: (kms, { keyId }) => readRotation(kms, keyId),
  isDone: (seen) => seen?.rotates === true,
  obstacle({ key, rotates }) {
    if (key.KeyManager !== 'CUSTOMER') return 'It is a key of AWS.';
    if (key.KeyState !== 'Enabled') return `It is ${key.KeyState}, not enabled.`;
    return rotates === null ? `A key of ${key.KeySpec} from ${key.Origin} cannot rotate.` : null;
  },
  seenWords: ({ key }) => `It is enabled (${key.KeySpec}) and does not rotate.`,
  async change(kms, { keyId }) {
    await kms.enableKeyRotation({ KeyId: keyId });
    return `${keyId} rotates each year from now on.`;
  },
  async undo(kms, { keyId }) {
    await kms.disableKeyRotation({ KeyId: keyId });
    return `${keyId} does not rotate any more.`;
  },
  verifySeconds: 60,
});

async function readRotation(kms: KMS, keyId: string): Promise<SeenRotation | null> {
  try {
    const { KeyMetadata: key } = await kms.describeKey({ KeyId: keyId });
    if (key === undefined) return null;
    const canRotate =
      key.KeySpec === 'SYMMETRIC_DEFAULT' && key.Origin === 'AWS_KMS' && key.KeyState === 'Enabled';
    if (!canRotate) return { key, rotates: null };
    const { KeyRotationEnabled = false } = await kms.getKeyRotationStatus({ KeyId: keyId });
    return { key, rotates: KeyRotationEnabled };
  } catch (error) {
    if (codeOf(error) === 'NotFoundException') return null;
    throw error;
  }
}
