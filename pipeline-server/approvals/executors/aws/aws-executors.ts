import type { Executor } from '../../../contracts/executor.ts';
import { renewCertificate } from './acm-renew-certificate.ts';
import { requestCertificate } from './acm-request-certificate.ts';
import type { AwsExecutorDeps } from './aws-access.ts';
import { awsExecutor } from './aws-executor.ts';
import { deleteSnapshot } from './ebs-delete-snapshot.ts';
import { deleteVolume } from './ebs-delete-volume.ts';
import { gp2ToGp3 } from './ebs-modify-volume-gp2-to-gp3.ts';
import { releaseAddress } from './ec2-release-address.ts';
import { requireImdsv2 } from './ec2-require-imdsv2.ts';
import { revokeOpenIngress } from './ec2-revoke-open-ingress.ts';
import { startInstance } from './ec2-start-instance.ts';
import { stopInstance } from './ec2-stop-instance.ts';
import { deactivateAccessKey } from './iam-deactivate-access-key.ts';
import { deleteAccessKey } from './iam-delete-access-key.ts';
import { enableKeyRotation } from './kms-enable-key-rotation.ts';
import { setRetention } from './logs-set-retention.ts';
import { protectDatabase } from './rds-enable-deletion-protection.ts';
import { startDatabase } from './rds-start-instance.ts';
import { stopDatabase } from './rds-stop-instance.ts';
import { abortIncompleteUploads } from './s3-abort-incomplete-uploads.ts';
import { blockPublicAccess } from './s3-block-public-access.ts';
import { enableVersioning } from './s3-enable-versioning.ts';
import { resolveFinding } from './securityhub-resolve-finding.ts';
import { suppressFinding } from './securityhub-suppress-finding.ts';
import { applyTags } from './tagging-apply-tags.ts';

/** Every change of AWS that can be done after an approval, in the order of the documentation. No SDK is loaded by it. */
export function createAwsExecutors(deps: AwsExecutorDeps): readonly Executor[] {
  return [
    awsExecutor(stopInstance, deps),
    awsExecutor(startInstance, deps),
    awsExecutor(requireImdsv2, deps),
    awsExecutor(releaseAddress, deps),
    awsExecutor(revokeOpenIngress, deps),
    awsExecutor(deleteVolume, deps),
    awsExecutor(gp2ToGp3, deps),
    awsExecutor(deleteSnapshot, deps),
    awsExecutor(stopDatabase, deps),
    awsExecutor(startDatabase, deps),
    awsExecutor(protectDatabase, deps),
    awsExecutor(blockPublicAccess, deps),
    awsExecutor(enableVersioning, deps),
    awsExecutor(abortIncompleteUploads, deps),
    awsExecutor(deactivateAccessKey, deps),
    awsExecutor(deleteAccessKey, deps),
    awsExecutor(enableKeyRotation, deps),
    awsExecutor(setRetention, deps),
    awsExecutor(applyTags, deps),
    awsExecutor(requestCertificate, deps),
    awsExecutor(renewCertificate, deps),
    awsExecutor(suppressFinding, deps),
    awsExecutor(resolveFinding, deps),
  ];
}

/** Everything that these executors need of the role for writing, for those of the ids; of all where none is named. */
export function writeActions(ids: readonly string[] = []): readonly string[] {
  const chosen = createAwsExecutors(NOTHING_IS_SENT).filter(
    ({ id }) => ids.length === 0 || ids.includes(id),
  );
  return [...new Set(chosen.flatMap(({ iamActions }) => iamActions))].toSorted();
}

const refuse = () => Promise.reject(new Error('These executors only say what they need.'));

const NOTHING_IS_SENT: AwsExecutorDeps = {
  clients: {
    acm: refuse,
    ec2: refuse,
    iam: refuse,
    kms: refuse,
    logs: refuse,
    rds: refuse,
    s3: refuse,
    securityhub: refuse,
    tagging: refuse,
  },
  pause: refuse,
};
