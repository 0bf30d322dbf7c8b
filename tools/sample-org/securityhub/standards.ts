import type { Control } from './controls/control.ts';

/** A security standard that is enabled in the organisation. */
export interface Standard {
  /** As `Compliance.AssociatedStandards` names it. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabledByDefault: boolean;
  /** How requirements of the standard begin; null for the one that holds every control. */
  readonly requirementPrefix: string | null;
}

/** The enabled standards. None of them is SOC 2 or an APRA standard: Security Hub has neither. */
export const STANDARDS: readonly Standard[] = [
  {
    id: 'standards/aws-foundational-security-best-practices/v/1.0.0',
    name: 'AWS Foundational Security Best Practices v1.0.0',
    description:
      'Controls that detect when accounts and deployed resources do not align with security best practices.',
    enabledByDefault: true,
    requirementPrefix: null,
  },
  {
    id: 'standards/cis-aws-foundations-benchmark/v/3.0.0',
    name: 'CIS AWS Foundations Benchmark v3.0.0',
    description:
      'Security configuration best practices for AWS of the Center for Internet Security.',
    enabledByDefault: false,
    requirementPrefix: 'CIS AWS Foundations Benchmark v3.0.0/',
  },
  {
    id: 'standards/nist-800-53/v/5.0.0',
    name: 'NIST Special Publication 800-53 Revision 5',
    description: 'Controls aligned with NIST SP 800-53 revision 5.',
    enabledByDefault: false,
    requirementPrefix: 'NIST.800-53.r5 ',
  },
  {
    id: 'standards/pci-dss/v/4.0.1',
    name: 'PCI DSS v4.0.1',
    description: 'Controls aligned with the Payment Card Industry Data Security Standard 4.0.1.',
    enabledByDefault: false,
    requirementPrefix: 'PCI DSS v4.0.1/',
  },
];

/** The standards a control belongs to. */
export function standardsOf(control: Control): readonly Standard[] {
  return STANDARDS.filter(
    ({ requirementPrefix }) =>
      requirementPrefix === null ||
      control.requirements.some((requirement) => requirement.startsWith(requirementPrefix)),
  );
}
