import type { StatementRule } from '../rule.ts';
import { CONCRETE, GENERAL, OURS, phrases } from './word-groups.ts';

/** Material of which CPS 234 and CPS 230 speak, told by words. */
export const STATEMENT_RULES: readonly StatementRule[] = [
  {
    id: 'security-incident',
    kind: 'incident',
    class: 'RESTRICTED',
    paragraph: '35',
    description:
      'An information security incident of the own house (CPS 234, 35: notice within 72 hours).',
    subjects: phrases(
      'breach | breached | ransomware | exfiltrated | exfiltration | exfiltrating | compromised | compromise | leaked | leak | unauthorised access | unauthorized access | intrusion | attacker | attackers | threat actor | malware | phished | phishing | stolen | hacked | security incident | cyber incident | data incident | was exposed | were exposed | lateral movement | backdoor | ddos | encrypted by | accessed without | publicly accessible | credential stuffing | webshell | web shell | beaconing | command and control',
    ),
    groups: [
      OURS,
      CONCRETE,
      GENERAL,
      {
        weight: 2,
        words: phrases(
          'compromised | breached | stolen | leaked | exfiltrated | phished | hacked | laterally | was | were | has | have | had | been | is being | are being | found | detected | discovered | confirmed | contained | investigating | affected | impacted | took | encrypted | notified | accessed | identified | observed | suspect | suspected | occurred | happened | exposing | exposed',
        ),
      },
    ],
    threshold: 4,
    confidence: 0.75,
    examples: [
      'We confirmed that customer records were exfiltrated from the data lake last night.',
      'Our payroll server was encrypted by ransomware and recovery is still ongoing',
      'Attackers have compromised our VPN gateway, APRA must be notified',
    ],
    counterExamples: [
      'What is ransomware and how does it spread?',
      'How do we protect our customers from phishing?',
      'Write a template for a data breach notice',
      'the memory leak was fixed',
    ],
  },
  {
    id: 'control-weakness',
    kind: 'control-weakness',
    class: 'RESTRICTED',
    paragraph: '36',
    description:
      'A weakness in an own control that is not remedied (CPS 234, 36: notice within 10 business days).',
    subjects: phrases(
      'control weakness | material weakness | control gap | control gaps | control deficiency | control deficiencies | control failure | not remediated | unremediated | cannot be remediated | unpatched | not patched | audit finding | audit findings | mfa is not | mfa is disabled | mfa disabled | without mfa | no mfa | not encrypted | unencrypted | open to the internet | penetration test | pen test | pentest | risk acceptance | overdue findings | failed controls | vulnerable to | logging is disabled | not monitored | default credentials | end of life | shared admin | failing control | failing controls | control is failing | no segregation | control failed',
    ),
    groups: [
      OURS,
      CONCRETE,
      GENERAL,
      {
        weight: 2,
        words: phrases(
          'material | critical | high | unremediated | overdue | not remediated | cannot be remediated | open | failed | found | identified | exploitable | remains | still | until | apra | board | unresolved | has not | have not | is not | are not | was not | without | failing | outstanding',
        ),
      },
    ],
    threshold: 4,
    confidence: 0.72,
    examples: [
      'The material control weakness in our privileged access review is still not remediated',
      'Pen test found critical issues in our internet banking that remain open',
      'Our core banking hosts are unpatched and exploitable since March',
    ],
    counterExamples: [
      'What is a material control weakness?',
      'List the steps to run a penetration test',
      'Which buckets are not encrypted?',
      'Explain CPS 234 paragraph 36',
    ],
  },
  {
    id: 'vulnerable-host',
    kind: 'vulnerability',
    class: 'CONFIDENTIAL',
    paragraph: '21',
    description: 'A published vulnerability that the own machines have.',
    subjects: phrases('cve-* | cve | log4shell | heartbleed | zero-day | zero day | rce'),
    groups: [
      OURS,
      CONCRETE,
      GENERAL,
      {
        weight: 2,
        words: phrases(
          'unpatched | affected | exploitable | exploited | vulnerable | exposed | present on | found on | open | not patched | affects our | detected on | still on | running on | overdue | internet facing | internet-facing',
        ),
      },
    ],
    threshold: 4,
    confidence: 0.7,
    examples: [
      'CVE-2024-3094 is unpatched on our bastion hosts',
      'our gateway is vulnerable to CVE-2023-4966',
    ],
    counterExamples: [
      'What is CVE-2021-44228?',
      'Explain how log4shell is exploited',
      'upgrade because of CVE-2024-3094',
    ],
  },
  {
    id: 'protective-marking',
    kind: 'protective-marking',
    class: 'CONFIDENTIAL',
    description: 'A marking that says who may read it (PSPF, board papers, legal privilege).',
    subjects: phrases(
      'official sensitive | official: sensitive | official:sensitive | protected: sensitive | protected sensitive | board paper | board papers | commercial in confidence | commercial-in-confidence | legally privileged | legal privilege | strictly confidential | private and confidential | highly confidential | not for distribution | internal use only | not public | embargoed | market sensitive | market-sensitive | price sensitive | do not distribute | not for release',
    ),
    groups: [
      {
        weight: 4,
        words: phrases(
          'official sensitive | board paper | board papers | commercial in confidence | commercial-in-confidence | legally privileged | strictly confidential | private and confidential | highly confidential | not for distribution | market sensitive | market-sensitive | price sensitive | do not distribute | protected sensitive | not for release',
        ),
      },
      { weight: 2, words: phrases('embargoed | not public | legal privilege | internal use only') },
      OURS,
      GENERAL,
    ],
    threshold: 4,
    confidence: 0.75,
    examples: [
      'STRICTLY CONFIDENTIAL: results of the third quarter',
      'OFFICIAL: Sensitive - review of access',
      'Board paper 7.2: core migration',
    ],
    counterExamples: [
      'What is commercial in confidence?',
      'mark the field private',
      'Explain OFFICIAL: Sensitive',
    ],
  },
];

/** Health of a person, which is sensitive information (Privacy Act 1988, section 6). */
export const HEALTH_STATEMENTS: readonly StatementRule[] = [
  {
    id: 'health-information',
    kind: 'health',
    class: 'RESTRICTED',
    description: 'What a person suffers from or is treated for.',
    subjects: phrases(
      'diagnosed | diagnosis | patient | hiv positive | chemotherapy | prescribed | pathology result | pathology results | mental health | medical history | blood pressure | allergic to',
    ),
    groups: [
      GENERAL,
      {
        weight: 2,
        words: phrases(
          'patient | she | he | her | his | mr | mrs | ms | employee | customer | member | claimant | my',
        ),
      },
      {
        weight: 2,
        words: phrases(
          'diagnosed | prescribed | suffers | treated | hiv positive | chemotherapy | results | tested positive | admitted | depression | cancer | diabetes | surgery | medication | allergic to | symptoms',
        ),
      },
    ],
    threshold: 4,
    confidence: 0.6,
    examples: [
      'The patient was prescribed warfarin after surgery',
      'She was diagnosed with depression in March',
    ],
    counterExamples: [
      'What is a diagnosis code?',
      'be patient while it builds',
      'diagnosed the slow query',
    ],
  },
];
