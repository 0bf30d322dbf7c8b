import type { HubPolicy, HubStandards, PolicyAssociation } from '../../aws/posture-reader.ts';

/** One gap: of an account, of a Region, or of the organization. */
export interface HubGap {
  readonly accountId?: string;
  readonly region?: string;
  readonly problem: string;
  readonly policy?: string;
  readonly evidence: readonly string[];
}

/** What configuration policies leave out, or could not bring about, in active accounts. */
export function policyGaps(
  standards: HubStandards | string,
  active: ReadonlySet<string>,
): readonly HubGap[] {
  if (typeof standards === 'string') return [];
  if (standards.decidedBy === 'accounts') {
    const { ownStandards, evidence } = standards;
    const problem = 'The asking account has enabled no standard in the home Region';
    return ownStandards.length > 0 ? [] : [{ problem, evidence }];
  }
  return standards.associations
    .filter(({ accountId }) => active.has(accountId))
    .flatMap((association) => gapOf(association, standards.policies));
}

function gapOf(
  association: PolicyAssociation,
  policies: ReadonlyMap<string, HubPolicy>,
): readonly HubGap[] {
  const { accountId, policyId } = association;
  const policy = policies.get(policyId ?? '');
  if (policy === undefined) return [];
  const problem = problemOf(association, policy);
  const evidence = [association.evidence, policy.evidence];
  return problem === null ? [] : [{ accountId, problem, policy: policy.name, evidence }];
}

function problemOf({ status, message }: PolicyAssociation, policy: HubPolicy): string | null {
  if (status === 'FAILED')
    return `The policy could not be applied: ${message ?? 'no reason given'}`;
  if (status === 'PENDING') return 'The policy is not applied yet';
  if (!policy.enabled) return 'The policy turns Security Hub off';
  return policy.standards.length === 0 ? 'The policy enables no standard' : null;
}

/** What is said of standards beside the gaps: above all, what could not be seen. */
export function standardsNotes(standards: HubStandards | string): readonly string[] {
  if (typeof standards === 'string')
    return [`Which standards are enabled is not known: ${standards}`];
  if (standards.decidedBy === 'accounts') {
    return [
      'Each account decides on its standards itself (local configuration). Those of other accounts than the asking one cannot be seen from here.',
    ];
  }
  const alone = standards.associations.filter(({ policyId }) => policyId === null).length;
  return [
    'Standards are those of the configuration policies; they hold in the home Region and every linked Region.',
    ...(alone === 0
      ? []
      : [
          `Accounts that manage Security Hub themselves: ${alone}. Their standards cannot be seen from here.`,
        ]),
  ];
}
