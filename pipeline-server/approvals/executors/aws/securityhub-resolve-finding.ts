import { findingChange } from './security-finding.ts';

/** Marks a finding as resolved. Security Hub opens it again when the control fails again. */
export const resolveFinding = findingChange({
  id: 'securityhub.resolve-finding',
  description:
    'Marks the findings of one control on one resource as resolved; they open again when it fails again.',
  status: 'RESOLVED',
  words: ({ control, resourceId }) => `Mark ${control} on ${resourceId} as resolved`,
});
