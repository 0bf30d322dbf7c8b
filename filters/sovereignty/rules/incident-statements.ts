import type { StatementRule, WordGroup } from '../rule.ts';
import { CONCRETE, GENERAL, LOOK_UP, OURS, PUBLIC, phrases, QUESTION } from './word-groups.ts';

/** What harms: threats and actions by the categories of VERIS, in the words in which people tell of them. */
const THREATS: readonly string[] = [
  ...phrases(
    'ransomware | ransom | extortion | extorted | malware | trojan | worm | virus | spyware | keylogger | rootkit | dropper | backdoor | web shell | webshell | mimikatz | crypto miner | crypto mining | cryptomining | botnet | ddos | denial of service | defaced | skimmer | skimming | tampered with | tampering',
  ),
  ...phrases(
    'attacker | attackers | attacked | intruder | intruders | intrusion | hacker | hackers | hacked | threat actor | threat actors | adversary | fraudster | fraudsters | scammer | scammers | rogue | insider | thief | thieves | unauthorised access | unauthorized access | unknown person',
  ),
  ...phrases(
    'phish | phished | phishing mail | phishing email | vishing | smishing | spear phishing | social engineered | impersonated | impersonating | fake call | was fake | sim swap | account takeover | taken over | brute force | brute forced | password spray | password spraying | credential stuffing | session hijack | hijacked | sql injection | exploited | lateral movement | moved laterally | persistence | privilege escalation | exfil | exfiltrated | exfiltration | stolen | stole | leaked | dark web | breach | breached | leak of | compromised | compromise | data loss incident | data spill | cyber attack | cyber incident | cyber event',
  ),
  ...phrases(
    'wrong recipient | wrong person | wrong address | wrong customer | wrong broker | misdirected | sent to the wrong | never arrived | lost laptop | lost a phone | publicly accessible | looked up the records | snooped | without a reason | without authorisation | ex employee | former employee | published on',
  ),
  ...phrases(
    'files were encrypted | was encrypted | were encrypted | systems were encrypted | new admin | created an account | notifiable | oaic | forensics | forensic image | isolate host | containment',
  ),
];
/** Told as something that has happened. */
const HAPPENED: WordGroup = {
  weight: 2,
  words: phrases(
    'was | were | has | have | had | been | got | is being | are being | confirmed | discovered | detected | found | happened | started | used | using | gave | sent | took | taken | reset | emptied | paid | opened | clicked | entered | created | deleted | moved | copied | downloaded | left | lost | stole | dispensed | exposed | restored | admitted | reported that | shows | reconfigured | assumed | logged in | accessed | read',
  ),
};

/** Incidents that are told without the words for them. */
export const INCIDENT_STATEMENTS: readonly StatementRule[] = [
  {
    id: 'incident-told',
    kind: 'incident',
    class: 'RESTRICTED',
    paragraph: '35',
    description:
      'That somebody or something has harmed the own house, or that data went where it should not.',
    subjects: THREATS,
    groups: [
      { weight: 2, words: THREATS },
      HAPPENED,
      OURS,
      CONCRETE,
      QUESTION,
      GENERAL,
      LOOK_UP,
      PUBLIC,
    ],
    threshold: 4,
    confidence: 0.7,
    examples: [
      'A rogue admin account has been created on the directory, nobody knows by whom',
      'SIM swap on eight customers, savings accounts emptied',
      'The ATM switch was tampered with, cash was dispensed without cards',
    ],
    counterExamples: [
      'Explain how attackers use a web shell',
      'What was WannaCry?',
      'Is our WAF good against SQL injection?',
    ],
  },
];
