import type { StatementRule, WordGroup } from '../rule.ts';
import { GENERAL, LOOK_UP, OURS, PUBLIC, phrases, QUESTION } from './word-groups.ts';

/** Controls by the themes of ISO 27001, annex A. */
const CONTROLS: readonly string[] = [
  ...phrases(
    'mfa | multi-factor | two-factor | access review | access reviews | user access | who has access | access rights | privileged access | privileged sessions | shared admin | admin accounts | shared accounts | service accounts | generic accounts | dormant accounts | root access keys | leavers | offboarding | terminated staff | joiners and leavers | segregation of duties | second approver | four eyes | approval rights | without approval | verifying identity | password policy | default password',
  ),
  ...phrases(
    'siem | security logs | audit logs | audit logging | logging of | logging is | guardduty findings | security monitoring | attack techniques | edr | endpoint protection | antivirus | exclusion list | dlp | waf | firewall | firewalls | firewall rule | firewall rules | any-any | segmentation | vpn | unauthenticated access',
  ),
  ...phrases(
    'encryption | encrypted | encryption keys | key rotation | keys have | rotated | key ceremony | custodians | private keys | certificate inventory | secrets are | secrets in | hardcoded | hard-coded | secret scanning | patching | patching sla | patch level | unsupported | end of support | vulnerability management | application control | macros | hardening',
  ),
  ...phrases(
    'backups not | backups are not | backups were not | restore test | restore tests | dr test | recovery test | security testing | penetration test | pen test | red team | security assessment | assurance | due diligence | cloud providers | critical suppliers | vendor risk | phishing simulation | awareness training | social engineering test | clean desk | shared drive',
  ),
  ...phrases(
    'control weakness | control gap | control test | controls | control notice | compensating control | known weakness | weaknesses | deficiency | deficiencies | risk acceptance | risk register | residual risk | cps 234 | pci dss | essential eight | iso 27001 | gap analysis | maturity level | maturity assessment | fraud engine | pushed to production',
  ),
];
/** Where weaknesses are written down. */
const REVIEWED: WordGroup = {
  weight: 2,
  words: phrases(
    'internal audit | external audit | the audit | auditor | auditors | audit finding | audit note | audit committee | finding | findings | issue 20* | regulator | apra | prudential | risk register | risk acceptance | risk accepted | residual risk | gap analysis | control test | reviewer | memo | assessment | assessed | penetration test | red team | vendor risk | known weakness | report | board | control notice | exclusion list',
  ),
};
/** What is missing, broken or not known. */
const LACKING: WordGroup = {
  weight: 3,
  words: phrases(
    "no | not | never | nobody | nothing | none | without | can't | cannot | don't | doesn't | isn't | aren't | haven't | wasn't | won't | fail | failed | fails | failing | failure | miss | missed | missing | misses | incomplete | insufficient | inadequate | ineffective | switched off | turned off | disabled | static | broken | expired | exempt | excluded | exclusion | deficiency | deficiencies | weakness | weaknesses | overdue | open | remain open | still | keep access | any-any | level zero | unsupported | unauthenticated | residual risk | behind | afraid | gap | gaps | stored on | clicked",
  ),
};

/** Weaknesses that are told without the words for them. */
export const CONTROL_STATEMENTS: readonly StatementRule[] = [
  {
    id: 'missing-control',
    kind: 'control-weakness',
    class: 'RESTRICTED',
    paragraph: '36',
    description: 'That a control of the own house is missing or does not work.',
    subjects: CONTROLS,
    groups: [LACKING, REVIEWED, OURS, QUESTION, GENERAL, LOOK_UP, PUBLIC],
    threshold: 5,
    confidence: 0.7,
    examples: [
      'External audit finding: terminated staff keep access to the general ledger',
      'Risk acceptance: no network segmentation until the migration ends',
      'Our firewall rule base is any-any and nobody dares to touch it',
    ],
    counterExamples: [
      'Which of our accounts have no MFA?',
      'What is network segmentation?',
      'Our controls are reviewed each year',
    ],
  },
];
