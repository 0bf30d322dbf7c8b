import type { Resource } from '../../world/types.ts';
import { ACCOUNT_TYPE } from '../account-resources.ts';
import { type Control, cis, defineControl, lacks, nist, pci, settingValues } from './control.ts';

const DAY = 86_400_000;

function expiresSoon(resource: Resource, now: Date): boolean {
  const [notAfter] = settingValues(resource, 'configuration.notAfter');
  return notAfter !== undefined && Date.parse(String(notAfter)) < now.getTime() + 30 * DAY;
}

/** Controls over certificates, keys, secrets, load balancers, containers and Config itself. */
export const ACCESS_CONTROLS: readonly Control[] = [
  defineControl({
    id: 'ACM.1',
    title: 'Imported and ACM-issued certificates should be renewed after a specified time period',
    severity: 'MEDIUM',
    resourceType: 'AWS::ACM::Certificate',
    rule: 'acm-certificate-expiration-check',
    requirements: [...nist('SC-28(3)', 'SC-7(16)'), pci('4.2.1')],
    fails: expiresSoon,
  }),
  defineControl({
    id: 'ACM.2',
    title: 'RSA certificates managed by ACM should use a key length of at least 2,048 bits',
    severity: 'HIGH',
    resourceType: 'AWS::ACM::Certificate',
    rule: 'acm-certificate-rsa-check',
    requirements: [pci('4.2.1')],
    fails: "configuration.keyAlgorithm = 'RSA-1024'",
  }),
  defineControl({
    id: 'KMS.3',
    title: 'AWS KMS keys should not be deleted unintentionally',
    severity: 'CRITICAL',
    resourceType: 'AWS::KMS::Key',
    rule: 'kms-cmk-not-scheduled-for-deletion-2',
    requirements: nist('SC-12', 'SC-12(2)'),
    fails: "configuration.keyState = 'PendingDeletion'",
  }),
  defineControl({
    id: 'KMS.4',
    title: 'AWS KMS key rotation should be enabled',
    severity: 'MEDIUM',
    resourceType: 'AWS::KMS::Key',
    rule: 'cmk-backing-key-rotation-enabled',
    requirements: [...nist('SC-12', 'SC-12(2)', 'SC-28(3)'), cis('3.6'), pci('3.7.4')],
    applies: "configuration.keyManager = 'CUSTOMER' AND configuration.keyState = 'Enabled'",
    fails: 'supplementaryConfiguration.KeyRotationStatus = false',
  }),
  defineControl({
    id: 'SecretsManager.1',
    title: 'Secrets Manager secrets should have automatic rotation enabled',
    severity: 'MEDIUM',
    resourceType: 'AWS::SecretsManager::Secret',
    rule: 'secretsmanager-rotation-enabled-check',
    requirements: [...nist('AC-2(1)', 'AC-3(15)'), pci('8.6.3')],
    fails: 'NOT configuration.RotationEnabled = true',
  }),
  defineControl({
    id: 'IAM.2',
    title: 'IAM users should not have IAM policies attached',
    severity: 'LOW',
    resourceType: 'AWS::IAM::User',
    rule: 'iam-user-no-policies-check',
    requirements: [...nist('AC-2', 'AC-2(1)', 'AC-3', 'AC-6'), cis('1.15'), pci('7.2.1')],
    fails: (resource) => !lacks('configuration.attachedManagedPolicies.policyArn')(resource),
  }),
  defineControl({
    id: 'EKS.1',
    title: 'EKS cluster endpoints should not be publicly accessible',
    severity: 'HIGH',
    resourceType: 'AWS::EKS::Cluster',
    rule: 'eks-endpoint-no-public-access',
    requirements: [...nist('AC-21', 'AC-3', 'AC-4', 'SC-7'), pci('1.4.4')],
    fails: 'configuration.ResourcesVpcConfig.EndpointPublicAccess = true',
  }),
  defineControl({
    id: 'ECR.1',
    title: 'ECR private repositories should have image scanning configured',
    severity: 'HIGH',
    resourceType: 'AWS::ECR::Repository',
    rule: 'ecr-private-image-scanning-enabled',
    requirements: [...nist('RA-5'), pci('6.2.3')],
    fails: 'NOT configuration.ImageScanningConfiguration.ScanOnPush = true',
  }),
  defineControl({
    id: 'CloudFront.3',
    title: 'CloudFront distributions should require encryption in transit',
    severity: 'MEDIUM',
    resourceType: 'AWS::CloudFront::Distribution',
    rule: 'cloudfront-viewer-policy-https',
    requirements: [...nist('AC-17(2)', 'AC-4', 'SC-13', 'SC-23', 'SC-8'), pci('4.2.1')],
    fails:
      "configuration.distributionConfig.defaultCacheBehavior.viewerProtocolPolicy = 'allow-all'",
  }),
  defineControl({
    id: 'ELB.17',
    title: 'Application and Network Load Balancers should use recommended security policies',
    severity: 'MEDIUM',
    resourceType: 'AWS::ElasticLoadBalancingV2::Listener',
    rule: 'elbv2-predefined-security-policy-ssl-check',
    requirements: nist('AC-17(2)', 'AC-4', 'SC-13', 'SC-23', 'SC-8'),
    applies: "configuration.Protocol IN ('HTTPS', 'TLS')",
    fails: "NOT configuration.SslPolicy LIKE 'ELBSecurityPolicy-TLS13%'",
  }),
  defineControl({
    id: 'CloudTrail.2',
    title: 'CloudTrail should have encryption at-rest enabled',
    severity: 'MEDIUM',
    resourceType: 'AWS::CloudTrail::Trail',
    rule: 'cloud-trail-encryption-enabled',
    requirements: [...nist('AU-9', 'SC-13', 'SC-28'), cis('3.5'), pci('10.3.2')],
    fails: lacks('configuration.kmsKeyId'),
  }),
  defineControl({
    id: 'Config.1',
    title: 'AWS Config should be enabled and use the service-linked role for resource recording',
    severity: 'CRITICAL',
    resourceType: ACCOUNT_TYPE,
    rule: 'config-recorder-all-in-use-resources',
    requirements: [...nist('CM-3', 'CM-6(1)', 'CM-8', 'CM-8(2)'), cis('3.3'), pci('10.5.2')],
    fails: 'configuration.recordedByConfig = false',
  }),
];
