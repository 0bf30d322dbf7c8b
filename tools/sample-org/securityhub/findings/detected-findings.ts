import { createRandom, fractionOf, type Random } from '../../world/random.ts';
import type { JsonObject } from '../../world/types.ts';
import type { FindingContext } from './finding-context.ts';
import type { FindingDraft } from './finding-draft.ts';
import { drawLifeCycle } from './life-cycle.ts';
import { securityFinding } from './security-finding.ts';
import { DETECTORS, type Detector, type Threat } from './threats.ts';
import { uuidFrom } from './uuid-from.ts';

/** What GuardDuty, Inspector, Macie and IAM Access Analyzer found on the resource. */
export function detectedFindings(context: FindingContext): readonly JsonObject[] {
  return DETECTORS.filter(({ resourceTypes }) => resourceTypes.includes(context.resource.type))
    .filter((detector) => chanceOf(context, detector) < detector.share)
    .flatMap((detector) => findingsOf(context, detector));
}

function chanceOf({ world, resource }: FindingContext, { product }: Detector): number {
  return fractionOf(world.parameters.seed, 'detected', product.key, resource.arn);
}

function findingsOf(context: FindingContext, detector: Detector): readonly JsonObject[] {
  const { world, resource } = context;
  const random = createRandom(world.parameters.seed, detector.product.key, resource.arn);
  const first = random.integer(0, detector.threats.length - 1);
  const count = random.integer(1, detector.most);
  return Array.from({ length: count }, (_, index) => {
    const threat = detector.threats[(first + index) % detector.threats.length];
    return threat ? [securityFinding(threatDraft(context, detector, { threat, random }))] : [];
  }).flat();
}

function threatDraft(
  context: FindingContext,
  detector: Detector,
  { threat, random }: { readonly threat: Threat; readonly random: Random },
): FindingDraft {
  const { world, account, resource, region } = context;
  return {
    product: detector.product,
    id: `arn:aws:${detector.product.key}:${region}:${account.id}:finding/${uuidFrom(random)}`,
    generatorId: `arn:aws:${detector.product.key}:${region}:${account.id}:detector/${threat.kind}`,
    accountId: account.id,
    accountName: account.name,
    region,
    types: [`${detector.taxonomy}/${threat.kind.replaceAll('/', '-')}`],
    title: threat.title,
    description: `${detector.product.name} reported ${threat.kind} on ${resource.id}.`,
    severity: threat.severity,
    resource,
    life: drawLifeCycle(random, resource, world.parameters.now),
    extra: threat.vulnerability ? { Vulnerabilities: [vulnerability(threat)] } : {},
  };
}

function vulnerability({ kind, vulnerability: facts }: Threat): JsonObject {
  if (!facts) return { Id: kind };
  return {
    Id: kind,
    VulnerablePackages: [{ Name: facts.packageName }],
    Cvss: [{ Version: '3.1', BaseScore: facts.baseScore, Source: 'NVD' }],
    FixAvailable: facts.fix,
    ExploitAvailable: facts.exploit,
    ReferenceUrls: [`https://nvd.nist.gov/vuln/detail/${kind}`],
  };
}
