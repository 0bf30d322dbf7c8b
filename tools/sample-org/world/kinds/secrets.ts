import { arnAt, configTime, daysAgo, uuidAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { applicationOf, tagsOf } from '../tags.ts';

/** KMS keys: some without rotation, a few waiting for deletion. */
export const kmsKey = defineKind({
  type: 'AWS::KMS::Key',
  scope: 'regional',
  count: 0.03,
  parts: (place, index, random) => {
    const id = uuidAt(place, 'AWS::KMS::Key', index);
    const ours = random.chance(0.7);
    const leaving = ours && random.chance(0.04);
    const createdAt = daysAgo(place, 30 + 1000 * random.next());
    return {
      id,
      arn: arnAt(place, 'kms', `key/${id}`),
      name: null,
      createdAt,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        keyId: id,
        arn: arnAt(place, 'kms', `key/${id}`),
        keyManager: ours ? 'CUSTOMER' : 'AWS',
        keyState: leaving ? 'PendingDeletion' : 'Enabled',
        keySpec: 'SYMMETRIC_DEFAULT',
        keyUsage: 'ENCRYPT_DECRYPT',
        creationDate: configTime(createdAt),
        ...(leaving ? { deletionDate: configTime(daysAgo(place, -9)) } : {}),
      },
      supplementaryConfiguration: { KeyRotationStatus: !ours || random.chance(0.6) },
    };
  },
});

/** Secrets, rotated or not. */
export const secret = defineKind({
  type: 'AWS::SecretsManager::Secret',
  scope: 'regional',
  count: 0.03,
  parts: (place, index, random) => {
    const name = `${place.account.environment}/${applicationOf(random)}/${index + 1}`;
    const arn = arnAt(
      place,
      'secretsmanager',
      `secret:${name}-${uuidAt(place, 'secret', index).slice(0, 6)}`,
    );
    const rotated = random.chance(0.4);
    return {
      id: arn,
      arn,
      name,
      createdAt: daysAgo(place, 20 + 700 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        Name: name,
        RotationEnabled: rotated,
        ...(rotated ? { RotationRules: { AutomaticallyAfterDays: 30 } } : {}),
      },
    };
  },
});
