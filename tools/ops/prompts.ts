import type { ToolPrompt } from '../../pipeline-server/contracts/tool.ts';

const SCOPE = {
  name: 'accounts',
  description: 'Account names or ids, separated by commas; all accounts when left out.',
};

const RULES =
  'Quote figures as the tools give them, never your own sums. Say which accounts were not seen ("coverage"), and whether the source is the sample organisation.';

/** Requests that a person can start from. Each names the tools in the order in which they are called. */
export const PROMPTS: readonly ToolPrompt[] = [
  {
    name: 'weekly_cost_review',
    title: 'Weekly cost review',
    description: 'What was spent, what changed and why, what is odd, what can be saved.',
    argument: SCOPE,
    text: `Review the AWS cost. Call cost_by (period "this month", group_by service), cost_compare, cost_anomalies, cost_forecast and find_waste. Then write: the month so far and the forecast; the three largest changes and their reasons; anomalies to look into; the three best options with saving, effort and confidence. ${RULES}`,
  },
  {
    name: 'security_triage',
    title: 'Security triage',
    description: 'What is urgent in security, by risk, with owners.',
    argument: SCOPE,
    text: `Triage the security of AWS. Call list_findings, list_findings with kind threats, public_exposure, findings_by_control and certificate_expiry. Then write: what to act on today, in order, each with account, resource and reason; what can wait for this week; which controls fail most. Call resource_owners where an owner is needed. ${RULES}`,
  },
  {
    name: 'certificate_check',
    title: 'Certificate check',
    description: 'Which certificates end soon or will not renew themselves.',
    argument: SCOPE,
    text: `Check the certificates. Call certificate_expiry with days 60, then list_certificates with kind renewal_failed, imported and expired_in_use. Then write one table by the day on which each ends, with account, domain, what uses it and how it is renewed. ${RULES}`,
  },
  {
    name: 'coverage_before_audit',
    title: 'What cannot be seen',
    description: 'Blind spots before an audit: accounts and Regions that no answer covers.',
    argument: SCOPE,
    text: `Find out what cannot be seen. Call coverage_report, tag_coverage and list_accounts. Then write: which accounts and Regions are not recorded or not enrolled, what that hides, and what to switch on first. ${RULES}`,
  },
];
