import type { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { EXACT, PLACE } from './place-arguments.ts';

type Tags = Readonly<Record<string, string>>;

/** Sets tags of one resource of EC2, RDS or S3 (TagResources); other tags stay. */
export const applyTags = defineChange({
  id: 'tagging.apply-tags',
  description: 'Sets tags of one resource of EC2, RDS or S3; its other tags stay.',
  service: 'tagging',
  arguments: Type.Object(
    {
      ...PLACE,
      arn: Type.String({
        pattern: '^arn:aws:(?:ec2|rds|s3):[a-z0-9-]*:(?:\\d{12})?:[^\\s*]{1,512}$',
      }),
      tags: Type.Record(
        Type.String({ pattern: '^(?!aws:).{1,128}$' }),
        Type.String({ maxLength: 256 }),
        {
          minProperties: 1,
          maxProperties: 20,
        },
      ),
    },
    EXACT,
  ),
  destructive: false,
  // The tagging API has no resources of its own: what it may tag follows from the actions of the services.
  reads: ['tag:GetResources', 'tag:TagResources', 'tag:UntagResources'],
  writes: [
    'ec2:CreateTags',
    'ec2:DeleteTags',
    'rds:AddTagsToResource',
    'rds:RemoveTagsFromResource',
    's3:GetBucketTagging',
    's3:PutBucketTagging',
  ],
  operations: ['GetResources', 'TagResources', 'UntagResources'],
  types: ['AWS::EC2::Instance', 'AWS::EC2::Volume', 'AWS::RDS::DBInstance', 'AWS::S3::Bucket'],
  argumentsOf: ({ resourceId }) => ({ arn: resourceId }),
  arns: ({ arn }) => [arn],
  words: ({ arn, tags }) =>
    `Set ${Object.entries(tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ')} on ${arn}`,
  rollback: 'Set the values that were there before, and take away what was not there.',
  read: (tagging, { arn }) => readTags(tagging, arn),
  isDone: (seen, { tags }) =>
    seen !== null && Object.entries(tags).every(([key, value]) => seen[key] === value),
  obstacle: () => null,
  seenWords: (seen) => `It has ${Object.keys(seen).length} tags.`,
  async change(tagging, { arn, tags }, { seen, facts }) {
    facts['before'] = Object.fromEntries(
      Object.keys(tags).map((key) => [key, seen[key] ?? null] as const),
    );
    expectAll(await tagging.tagResources({ ResourceARNList: [arn], Tags: tags }));
    return `${Object.keys(tags).join(', ')} of ${arn} were set.`;
  },
  async undo(tagging, { arn }, { facts }) {
    const before = Object.entries((facts['before'] ?? {}) as Readonly<Record<string, unknown>>);
    const values = before.filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    const added = before.flatMap(([key, value]) => (value === null ? [key] : []));
    if (values.length > 0) {
      const Tags = Object.fromEntries(values);
      expectAll(await tagging.tagResources({ ResourceARNList: [arn], Tags }));
    }
    if (added.length > 0) {
      expectAll(await tagging.untagResources({ ResourceARNList: [arn], TagKeys: added }));
    }
    return `${arn} has the tags that it had before.`;
  },
  verifySeconds: 120,
});

/** A resource that never had a tag is not listed: it has none. Whether it is there shows when it is tagged. */
async function readTags(tagging: ResourceGroupsTaggingAPI, arn: string): Promise<Tags> {
  const { ResourceTagMappingList: found = [] } = await tagging.getResources({
    ResourceARNList: [arn],
  });
  return Object.fromEntries(
    (found[0]?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const),
  );
}

/** @throws Error when the tagging API answers that it did not tag. */
function expectAll(answer: {
  readonly FailedResourcesMap?:
    | Readonly<Record<string, { readonly ErrorMessage?: string | undefined }>>
    | undefined;
}): void {
  const [failure] = Object.values(answer.FailedResourcesMap ?? {});
  if (failure === undefined) return;
  const error = new Error(failure.ErrorMessage ?? 'AWS did not set the tags.');
  throw Object.assign(error, { $fault: 'client' as const });
}
