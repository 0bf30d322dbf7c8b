import { findingChange } from './security-finding.ts';

/** Suppresses a finding that was looked at and is accepted. */
export const suppressFinding = findingChange({
  id: 'securityhub.suppress-finding',
  description: 'Suppresses the findings of one control on one resource: the risk is accepted.',
  status: 'SUPPRESSED',
  words: ({ control, resourceId }) => `Suppress ${control} on ${resourceId}`,
});
