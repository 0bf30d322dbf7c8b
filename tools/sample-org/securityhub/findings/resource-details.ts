import type { Json, JsonObject, Resource } from '../../world/types.ts';

/** Resource types of the AWS Security Finding Format. */
const FINDING_TYPES: Readonly<Record<string, string>> = {
  'AWS::::Account': 'AwsAccount',
  'AWS::ACM::Certificate': 'AwsCertificateManagerCertificate',
  'AWS::AutoScaling::AutoScalingGroup': 'AwsAutoScalingAutoScalingGroup',
  'AWS::CloudFront::Distribution': 'AwsCloudFrontDistribution',
  'AWS::CloudTrail::Trail': 'AwsCloudTrailTrail',
  'AWS::DynamoDB::Table': 'AwsDynamoDbTable',
  'AWS::EC2::EIP': 'AwsEc2Eip',
  'AWS::EC2::Instance': 'AwsEc2Instance',
  'AWS::EC2::SecurityGroup': 'AwsEc2SecurityGroup',
  'AWS::EC2::Subnet': 'AwsEc2Subnet',
  'AWS::EC2::TransitGateway': 'AwsEc2TransitGateway',
  'AWS::EC2::VPNConnection': 'AwsEc2VpnConnection',
  'AWS::EC2::Volume': 'AwsEc2Volume',
  'AWS::ECR::Repository': 'AwsEcrRepository',
  'AWS::EFS::FileSystem': 'AwsEfsFileSystem',
  'AWS::EKS::Cluster': 'AwsEksCluster',
  'AWS::IAM::Role': 'AwsIamRole',
  'AWS::IAM::User': 'AwsIamUser',
  'AWS::KMS::Key': 'AwsKmsKey',
  'AWS::Lambda::Function': 'AwsLambdaFunction',
  'AWS::OpenSearch::Domain': 'AwsOpenSearchServiceDomain',
  'AWS::RDS::DBInstance': 'AwsRdsDbInstance',
  'AWS::RDS::DBSnapshot': 'AwsRdsDbSnapshot',
  'AWS::Redshift::Cluster': 'AwsRedshiftCluster',
  'AWS::S3::AccountPublicAccessBlock': 'AwsS3AccountPublicAccessBlock',
  'AWS::S3::Bucket': 'AwsS3Bucket',
  'AWS::SNS::Topic': 'AwsSnsTopic',
  'AWS::SQS::Queue': 'AwsSqsQueue',
  'AWS::SSM::PatchCompliance': 'AwsSsmPatchCompliance',
  'AWS::SecretsManager::Secret': 'AwsSecretsManagerSecret',
};

/** The resource's type in findings, and the details findings carry for EC2 instances. */
export function resourceDetails(resource: Resource): {
  readonly type: string;
  readonly details: JsonObject | null;
} {
  const type = FINDING_TYPES[resource.type] ?? 'Other';
  return { type, details: type === 'AwsEc2Instance' ? instanceDetails(resource) : null };
}

function instanceDetails({ configuration }: Resource): JsonObject {
  const members: Readonly<Record<string, Json | undefined>> = {
    Type: configuration['instanceType'],
    ImageId: configuration['imageId'],
    VpcId: configuration['vpcId'],
    SubnetId: configuration['subnetId'],
    LaunchedAt: configuration['launchTime'],
  };
  const known = Object.entries(members).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(known);
}
