import { arnAt, configTime, daysAgo, ec2Id } from '../place.ts';
import type { Random } from '../random.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { JsonObject, Place } from '../types.ts';

const PURPOSES = ['logs', 'assets', 'exports', 'backup', 'raw', 'curated', 'artifacts', 'uploads'];

function lifecycle(random: Random): JsonObject {
  if (random.chance(0.45)) return {};
  const abort = random.chance(0.5)
    ? { abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }
    : {};
  return {
    BucketLifecycleConfiguration: { rules: [{ id: 'tiering', status: 'Enabled', ...abort }] },
  };
}

function publicAccessBlock(random: Random): JsonObject {
  const blocked = random.chance(0.88);
  return {
    PublicAccessBlockConfiguration: {
      blockPublicAcls: blocked,
      blockPublicPolicy: blocked,
      ignorePublicAcls: blocked,
      restrictPublicBuckets: blocked,
    },
  };
}

function bucketSettings(place: Place, random: Random): JsonObject {
  const sseAlgorithm = random.chance(0.45) ? 'aws:kms' : 'AES256';
  const target = `${place.account.name}-access-logs`;
  return {
    ...lifecycle(random),
    ...publicAccessBlock(random),
    BucketVersioningConfiguration: { status: random.chance(0.55) ? 'Enabled' : 'Off' },
    BucketLoggingConfiguration: random.chance(0.5)
      ? { destinationBucketName: target, logFilePrefix: '' }
      : {},
    ServerSideEncryptionConfiguration: {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }],
    },
  };
}

/** S3 buckets, versioned or not, with and without lifecycle rules, a few open to the public. */
export const s3Bucket = defineKind({
  type: 'AWS::S3::Bucket',
  scope: 'regional',
  count: 0.06,
  parts: (place, index, random) => {
    const name = `${place.account.name}-${random.pick(PURPOSES)}-${place.region}-${index + 1}`;
    const createdAt = daysAgo(place, 20 + 1200 * random.next());
    return {
      id: name,
      arn: `arn:aws:s3:::${name}`,
      name,
      createdAt,
      availabilityZone: 'Regional',
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        name,
        owner: { id: `${place.account.id}-canonical` },
        creationDate: configTime(createdAt),
        region: place.region,
      },
      supplementaryConfiguration: bucketSettings(place, random),
    };
  },
});

/** The account-wide block of public access to S3; a few accounts have it off. */
export const s3AccountPublicAccessBlock = defineKind({
  type: 'AWS::S3::AccountPublicAccessBlock',
  scope: 'home',
  count: () => 1,
  parts: (place, _index, random) => {
    const on = random.chance(0.8);
    return {
      id: place.account.id,
      arn: `arn:aws:s3::${place.account.id}:account`,
      name: null,
      createdAt: place.account.joined,
      configuration: {
        blockPublicAcls: on,
        blockPublicPolicy: on,
        ignorePublicAcls: on,
        restrictPublicBuckets: on,
      },
    };
  },
});

/** EFS file systems. */
export const efsFileSystem = defineKind({
  type: 'AWS::EFS::FileSystem',
  scope: 'regional',
  count: 0.004,
  parts: (place, index, random) => {
    const id = ec2Id(place, 'fs', index);
    return {
      id,
      arn: arnAt(place, 'elasticfilesystem', `file-system/${id}`),
      name: id,
      createdAt: daysAgo(place, 30 + 600 * random.next()),
      tags: tagsOf(place, random, { name: `${place.account.team}-share` }),
      configuration: {
        FileSystemId: id,
        Encrypted: random.chance(0.8),
        PerformanceMode: 'generalPurpose',
      },
    };
  },
});

const PLANS = ['COMPLETED', 'COMPLETED', 'COMPLETED', 'COMPLETED', 'PARTIAL', 'EXPIRED'];

/** Recovery points of AWS Backup, some kept for ever, some unencrypted, some failed. */
export const backupRecoveryPoint = defineKind({
  type: 'AWS::Backup::RecoveryPoint',
  scope: 'regional',
  count: 0.04,
  parts: (place, index, random) => {
    const arn = arnAt(place, 'backup', `recovery-point:${ec2Id(place, 'rp', index)}`);
    const createdAt = daysAgo(place, 500 * random.next() ** 3);
    const lifecycleDays = random.chance(0.6) ? { Lifecycle: { DeleteAfterDays: 35 } } : {};
    return {
      id: arn,
      arn,
      name: null,
      createdAt,
      configuration: {
        RecoveryPointArn: arn,
        BackupVaultName: 'Default',
        ResourceArn: arnAt(place, 'ec2', `volume/${ec2Id(place, 'vol', index)}`),
        ResourceType: 'EBS',
        CreationDate: configTime(createdAt),
        BackupSizeInBytes: random.integer(1, 400) * 1_073_741_824,
        Status: random.pick(PLANS),
        IsEncrypted: random.chance(0.85),
        ...lifecycleDays,
      },
    };
  },
});
