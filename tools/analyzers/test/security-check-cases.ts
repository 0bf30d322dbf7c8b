type Document = Readonly<Record<string, unknown>>;

const encrypted = (sseAlgorithm: string) => ({
  supplementaryConfiguration: {
    ServerSideEncryptionConfiguration: {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }],
    },
  },
});
const searchDomain = (more: Document) => ({
  configuration: {
    EncryptionAtRestOptions: { Enabled: true },
    NodeToNodeEncryptionOptions: { Enabled: true },
    ...more,
  },
});
const distribution = (more: Document) => ({
  configuration: {
    distributionConfig: {
      viewerCertificate: { minimumProtocolVersion: 'TLSv1.2_2021' },
      webACLId: 'arn:aws:wafv2:x',
      logging: { enabled: true },
      defaultCacheBehavior: { viewerProtocolPolicy: 'redirect-to-https' },
      ...more,
    },
  },
});
const cluster = (configuration: Document) => ({ configuration });
const logged = (...types: readonly string[]) =>
  cluster({ Logging: { ClusterLogging: { EnabledTypes: types.map((Type) => ({ Type })) } } });
const role = (configuration: Document) => ({ configuration });

const ALL_BLOCKED = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const trail = (more: Document) => ({
  configuration: {
    isOrganizationTrail: true,
    isMultiRegionTrail: true,
    logFileValidationEnabled: true,
    kmsKeyId: 'alias/trail',
    ...more,
  },
});
const judged = (complianceType: string) => ({
  configuration: { configRuleList: [{ configRuleName: 'a-rule', complianceType }] },
});

/** What the security checks over data, networks, clusters and workloads find and leave, as rows of Config. */
export const SECURITY_CASES = {
  'sec.s3.kms': {
    finds: [encrypted('AES256'), {}],
    leaves: [encrypted('aws:kms'), encrypted('aws:kms:dsse')],
  },
  'sec.s3.logging': {
    finds: [{ supplementaryConfiguration: { BucketLoggingConfiguration: {} } }, {}],
    leaves: [
      {
        supplementaryConfiguration: { BucketLoggingConfiguration: { destinationBucketName: 'l' } },
      },
    ],
  },
  'sec.rds.nologs': {
    finds: [{ configuration: { enabledCloudwatchLogsExports: [] } }, { configuration: {} }],
    leaves: [{ configuration: { enabledCloudwatchLogsExports: ['error'] } }],
  },
  'sec.redshift.public': {
    finds: [
      { configuration: { publiclyAccessible: true, encrypted: true } },
      { configuration: { publiclyAccessible: false, encrypted: false } },
    ],
    leaves: [{ configuration: { publiclyAccessible: false, encrypted: true } }],
  },
  'sec.opensearch': {
    finds: [searchDomain({}), searchDomain({ VPCOptions: {} }), {}],
    leaves: [searchDomain({ VPCOptions: { SubnetIds: ['subnet-1'] } })],
  },
  'sec.dynamodb.cmk': {
    finds: [{ configuration: {} }, { configuration: { ssedescription: { ssetype: 'AES256' } } }],
    leaves: [{ configuration: { ssedescription: { ssetype: 'KMS' } } }],
  },
  'sec.msk.public': {
    finds: [
      { configuration: { ClientAuthentication: { Unauthenticated: { Enabled: true } } } },
      { configuration: { EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'PLAINTEXT' } } } },
      {
        configuration: {
          BrokerNodeGroupInfo: {
            ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } },
          },
        },
      },
    ],
    leaves: [
      { configuration: { EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS' } } } },
      { configuration: {} },
    ],
  },
  'sec.sg.default': {
    finds: [
      { configuration: { ipPermissions: [{ ipProtocol: '-1' }] } },
      { configuration: { ipPermissionsEgress: [{ ipProtocol: '-1' }] } },
    ],
    leaves: [{ configuration: { ipPermissions: [], ipPermissionsEgress: [] } }, {}],
  },
  'sec.sg.unused': {
    finds: [{ configuration: { groupName: 'web' } }],
    leaves: [
      { configuration: { groupName: 'default' } },
      { configuration: { groupName: 'web', groups: [{ groupId: 'r-1' }] } },
    ],
  },
  'sec.vpc.flowlogs': {
    finds: [{ configuration: { resourceId: 'vpc-of-another' } }],
    leaves: [{ configuration: { resourceId: 'r-0' } }],
  },
  'sec.cloudfront.tls': {
    finds: [
      distribution({ viewerCertificate: { minimumProtocolVersion: 'TLSv1.1_2016' } }),
      distribution({ webACLId: '' }),
      distribution({ logging: { enabled: false } }),
      distribution({ defaultCacheBehavior: { viewerProtocolPolicy: 'allow-all' } }),
    ],
    leaves: [distribution({})],
  },
  'sec.elbv2.http': {
    finds: [{ configuration: { DefaultActions: [{ Type: 'forward' }] } }],
    leaves: [
      { configuration: { DefaultActions: [{ Type: 'redirect' }] } },
      { configuration: { LoadBalancerArn: 'r-1', DefaultActions: [{ Type: 'forward' }] } },
    ],
  },
  'sec.apigw.waf': {
    finds: [
      { configuration: { webAclArn: 'arn:aws:wafv2:x' } },
      { configuration: { accessLogSettings: { destinationArn: 'arn:aws:logs:x' } } },
    ],
    leaves: [
      {
        configuration: {
          webAclArn: 'arn:aws:wafv2:x',
          accessLogSettings: { destinationArn: 'arn:aws:logs:x' },
        },
      },
    ],
  },
  'sec.eks.public': {
    finds: [cluster({ ResourcesVpcConfig: { PublicAccessCidrs: ['10.0.0.0/8', '0.0.0.0/0'] } })],
    leaves: [cluster({ ResourcesVpcConfig: { PublicAccessCidrs: ['192.0.2.0/24'] } })],
  },
  'sec.eks.version': {
    finds: [
      cluster({ Version: '1.34' }),
      cluster({ Version: '1.28' }),
      cluster({ Version: '1.9' }),
    ],
    leaves: [cluster({ Version: '1.35' }), cluster({ Version: '1.99' }), cluster({})],
  },
  'sec.eks.logging': {
    finds: [cluster({}), logged('api')],
    leaves: [logged('api', 'audit')],
  },
  'sec.ec2.noprofile': {
    finds: [{ configuration: {} }],
    leaves: [{ configuration: { iamInstanceProfile: { arn: 'arn:aws:iam::x' } } }],
  },
  'sec.ssm.unmanaged': {
    finds: [{ supplementaryConfiguration: { instanceStatus: 'ConnectionLost' } }],
    leaves: [{ supplementaryConfiguration: { instanceStatus: 'Active' } }],
  },
  'sec.iam.unusedroles': {
    finds: [
      role({ roleLastUsed: { lastUsedDate: '2026-08-01T00:00:00Z' } }),
      role({ createDate: '2025-01-01T00:00:00Z' }),
    ],
    leaves: [
      role({ roleLastUsed: { lastUsedDate: '2026-11-01T00:00:00Z' } }),
      role({ createDate: '2026-11-01T00:00:00Z' }),
      role({ createDate: '2025-01-01T00:00:00Z', path: '/aws-service-role/ecs.amazonaws.com/' }),
      role({}),
    ],
  },
  'sec.s3.accountbpa': {
    finds: [{ configuration: { ...ALL_BLOCKED, blockPublicPolicy: false } }],
    leaves: [{ configuration: ALL_BLOCKED }],
  },
  'sec.cloudtrail.org': {
    finds: [trail({ kmsKeyId: null }), trail({ isMultiRegionTrail: false })],
    leaves: [trail({})],
  },
  'sec.guardduty.enabled': {
    finds: [{ configuration: { Enable: false } }],
    leaves: [{ configuration: { Enable: true } }],
  },
  'sec.config.compliance': {
    finds: [judged('NON_COMPLIANT')],
    leaves: [judged('COMPLIANT'), judged('NOT_APPLICABLE')],
  },
} as const;
