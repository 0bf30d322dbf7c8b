import { arnAt, uuidAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';

/** CloudTrail: the organisation's trail, and copies of their own in accounts that forgot it. */
export const trail = defineKind({
  type: 'AWS::CloudTrail::Trail',
  scope: 'home',
  count: (place) => (place.account.index % 5 === 2 ? 2 : 1),
  parts: (place, index, random) => {
    const organizational = index === 0;
    const name = organizational ? 'organization-trail' : `${place.account.name}-trail`;
    const kms = organizational ? { kmsKeyId: arnAt(place, 'kms', 'alias/trail') } : {};
    return {
      id: name,
      arn: arnAt(place, 'cloudtrail', `trail/${name}`),
      name,
      createdAt: place.account.joined,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        name,
        isOrganizationTrail: organizational,
        isMultiRegionTrail: organizational || random.chance(0.5),
        logFileValidationEnabled: organizational || random.chance(0.4),
        homeRegion: place.region,
        s3BucketName: 'log-archive-cloudtrail',
        ...kms,
      },
    };
  },
});

/** GuardDuty detectors; sandboxes lack them outside Asia Pacific, and those of development accounts are off in us-east-1. */
export const detector = defineKind({
  type: 'AWS::GuardDuty::Detector',
  scope: 'regional',
  count: ({ account, region }) =>
    account.purpose === 'sandbox' && !region.startsWith('ap-') ? 0 : 1,
  parts: (place, index) => {
    const id = uuidAt(place, 'detector', index).replaceAll('-', '');
    const off = place.account.environment === 'dev' && place.region === 'us-east-1';
    return {
      id,
      arn: arnAt(place, 'guardduty', `detector/${id}`),
      name: null,
      createdAt: place.account.joined,
      configuration: { Enable: !off, FindingPublishingFrequency: 'SIX_HOURS' },
    };
  },
});
