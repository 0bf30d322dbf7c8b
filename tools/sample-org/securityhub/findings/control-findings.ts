import { createRandom } from '../../world/random.ts';
import type { JsonObject } from '../../world/types.ts';
import { ACCOUNT_TYPE } from '../account-resources.ts';
import type { Control } from '../controls/control.ts';
import { controlsOf } from '../controls/controls.ts';
import { standardsOf } from '../standards.ts';
import type { FindingContext } from './finding-context.ts';
import type { FindingDraft, LifeCycle } from './finding-draft.ts';
import { drawLifeCycle } from './life-cycle.ts';
import { securityFinding } from './security-finding.ts';
import { uuidFrom } from './uuid-from.ts';

const PRODUCT = { key: 'securityhub', name: 'Security Hub', company: 'AWS' };

/** A control's verdict on a resource. */
interface Verdict {
  readonly control: Control;
  readonly failed: boolean;
}

/** One consolidated finding per control that says something about the resource, passed ones included. */
export function controlFindings(context: FindingContext): readonly JsonObject[] {
  return verdicts(context).map((verdict) => securityFinding(controlDraft(context, verdict)));
}

function verdicts({ world, resource, recorded }: FindingContext): readonly Verdict[] {
  if (!recorded && resource.type !== ACCOUNT_TYPE) return [];
  return controlsOf(resource.type)
    .filter((control) => control.applies(resource))
    .map((control) => ({ control, failed: control.fails(resource, world.parameters.now) }));
}

function controlDraft(context: FindingContext, { control, failed }: Verdict): FindingDraft {
  const { world, account, resource, region } = context;
  const random = createRandom(world.parameters.seed, 'finding', control.id, resource.arn);
  const id = `arn:aws:securityhub:${region}:${account.id}:security-control/${control.id}/finding/${uuidFrom(random)}`;
  const life = drawLifeCycle(random, resource, world.parameters.now);
  return {
    product: PRODUCT,
    id,
    generatorId: `security-control/${control.id}`,
    accountId: account.id,
    accountName: account.name,
    region,
    types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    title: control.title,
    description: `This control checks resources of type ${control.resourceType} with the AWS Config rule ${control.rule}.`,
    severity: failed ? control.severity : 'INFORMATIONAL',
    resource,
    life: failed ? life : passed(life),
    extra: { Compliance: compliance(control, failed), Remediation: remediation(control) },
  };
}

/** Security Hub itself resolves the finding of a control that passes. */
function passed(life: LifeCycle): LifeCycle {
  return { ...life, workflow: 'RESOLVED' };
}

function compliance(control: Control, failed: boolean): JsonObject {
  return {
    Status: failed ? 'FAILED' : 'PASSED',
    SecurityControlId: control.id,
    AssociatedStandards: standardsOf(control).map(({ id }) => ({ StandardsId: id })),
    RelatedRequirements: control.requirements,
  };
}

/** Where AWS describes how to put a control right. */
export function remediationUrl(control: Control): string {
  return `https://docs.aws.amazon.com/console/securityhub/${control.id}/remediation`;
}

function remediation(control: Control): JsonObject {
  return {
    Recommendation: {
      Text: 'For information on how to correct this issue, consult the AWS Security Hub controls documentation.',
      Url: remediationUrl(control),
    },
  };
}
