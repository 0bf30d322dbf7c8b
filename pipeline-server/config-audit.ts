import { Type } from 'typebox';

function optional(env: string, pattern: string, description: string) {
  return Type.Union([Type.Null(), Type.String({ pattern })], {
    default: null,
    env: [env],
    description,
  });
}

/** Where the head of the audit chain is made known, besides the log. */
export const AUDIT = Type.Object({
  publish: Type.Object({
    snsTopicArn: optional(
      'XOPS_AUDIT_SNS_TOPIC_ARN',
      '^arn:aws[a-z-]*:sns:[a-z0-9-]{3,30}:\\d{12}:[\\w.-]{1,256}$',
      'Topic that the head of the audit log is published to, at most once a minute.',
    ),
    bucket: optional(
      'XOPS_AUDIT_BUCKET',
      '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      'Bucket with Object Lock that keeps each head where nobody can change it.',
    ),
    retainDays: Type.Integer({
      default: 365,
      minimum: 1,
      maximum: 3650,
      env: ['XOPS_AUDIT_RETAIN_DAYS'],
      description: 'Days that a head in the bucket can neither be changed nor deleted.',
    }),
    s3Endpoint: optional(
      'XOPS_AUDIT_S3_ENDPOINT',
      '^https?://.+$',
      "Address of S3 instead of AWS's own.",
    ),
  }),
});
