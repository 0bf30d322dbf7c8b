import { arnAt, daysAgo, ec2Id, scaledCount, uuidAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import { volumeCount } from './ec2-volume.ts';

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

/** GuardDuty detectors; sandboxes lack them outside the home Region. */
export const detector = defineKind({
  type: 'AWS::GuardDuty::Detector',
  scope: 'regional',
  count: ({ account, region }) =>
    account.purpose === 'sandbox' && !region.startsWith('ap-') ? 0 : 1,
  parts: (place, index) => {
    const id = uuidAt(place, 'detector', index).replaceAll('-', '');
    return {
      id,
      arn: arnAt(place, 'guardduty', `detector/${id}`),
      name: null,
      createdAt: place.account.joined,
      configuration: { Enable: true, FindingPublishingFrequency: 'SIX_HOURS' },
    };
  },
});

/** The configuration recorder; a few record only some types. */
export const recorder = defineKind({
  type: 'AWS::Config::ConfigurationRecorder',
  scope: 'regional',
  count: () => 1,
  parts: (place, _index, random) => {
    const all = random.chance(0.94);
    return {
      id: 'default',
      arn: arnAt(place, 'config', 'configuration-recorder/default'),
      name: 'default',
      createdAt: place.account.joined,
      configuration: {
        Id: 'default',
        Name: 'default',
        Recording: true,
        RecordingGroup: {
          AllSupported: all,
          IncludeGlobalResourceTypes: all,
          RecordingStrategy: {
            UseOnly: all ? 'ALL_SUPPORTED_RESOURCE_TYPES' : 'INCLUSION_BY_RESOURCE_TYPES',
          },
        },
        RecordingMode: { RecordingFrequency: random.chance(0.9) ? 'CONTINUOUS' : 'DAILY' },
      },
    };
  },
});

/** Compliance of volumes with the rule `encrypted-volumes`, resource by resource. */
export const resourceCompliance = defineKind({
  type: 'AWS::Config::ResourceCompliance',
  scope: 'regional',
  count: (place) => Math.min(volumeCount(place), scaledCount(place, 'compliance', 0.04)),
  parts: (place, index, random) => {
    const target = ec2Id(place, 'vol', index);
    const complianceType = random.chance(0.2) ? 'NON_COMPLIANT' : 'COMPLIANT';
    const id = `AWS::EC2::Volume/${target}`;
    return {
      id,
      arn: arnAt(place, 'config', `resource-compliance/${id}`),
      name: null,
      createdAt: daysAgo(place, 30),
      configuration: {
        targetResourceId: target,
        targetResourceType: 'AWS::EC2::Volume',
        complianceType,
        configRuleList: [{ configRuleName: 'encrypted-volumes', complianceType }],
      },
    };
  },
});

/** Conformance packs of the production accounts. */
export const conformancePack = defineKind({
  type: 'AWS::Config::ConformancePackCompliance',
  scope: 'home',
  count: ({ account }) => (account.environment === 'prod' ? 1 : 0),
  parts: (place, _index, random) => {
    const failed = random.integer(0, 31);
    const name = 'Operational-Best-Practices-for-APRA-CPG-234';
    return {
      id: name,
      arn: arnAt(place, 'config', `conformance-pack/${name}`),
      name,
      createdAt: daysAgo(place, 200),
      configuration: {
        conformancePackName: name,
        complianceType: failed === 0 ? 'COMPLIANT' : 'NON_COMPLIANT',
        nonCompliantRuleCount: failed,
        compliantRuleCount: 129 - failed,
        totalRuleCount: 129,
      },
    };
  },
});
