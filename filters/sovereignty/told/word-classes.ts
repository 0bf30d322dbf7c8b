import { phrases } from '../rules/word-groups.ts';

/**
 * Words of one meaning, by the name of the meaning. Words are the same when they agree in their first six letters; `^` begins a
 * sentence. What each says for or against a statement is not written here: weights.ts holds what training made of it.
 */
export const WORD_CLASSES: Readonly<Record<string, readonly string[]>> = {
  /** Whose it is. */
  self: phrases(
    "we | our | ours | us | my | we're | we've | we'd | we'll | i'm | i | me | ourselves | team | folks | colleague | company | the bank | the fund | the firm",
  ),
  /** Whom it concerns. */
  person: phrases(
    'customer | client | member | policyholder | shareholder | depositor | patient | student | guest | subscriber | borrower | applicant | claimant | broker | employee | staff | payroll | personnel | people | officers | users | citizens | residents | donors | passengers | taxpayers | investors | tenants | beneficiary | families | children | teller | nurse | contractor | director | exec | execs | ceo | cfo | cio | chair',
  ),
  /** What of the house it concerns. */
  estate: phrases(
    'prod | production | portal | mainframe | ledger | branch | atm | atms | swift | treasury | claims | core banking | internet banking | mobile app | data lake | data warehouse | intranet | sharepoint | crm | erp | sap | oracle | exchange | mailbox | inbox | inboxes | laptop | server | host | hosts | workstation | domain controller | active directory | file share | file shares | file server | database | bucket | repo | repos | repository | vpn | payment | hypervisor | cluster | kiosk | kiosks | terminal | firewall | appliance | gateway | router | switches | subscription | tenant | website | api | app | warehouse | payslip | plant | scada | plc | plcs | meters',
  ),
  /** Who did harm. */
  actor: phrases(
    'attacker | intruder | hacker | hacktivist | thief | thieves | burglar | criminal | gang | gangs | crew | adversary | threat actor | threat actors | actor | fraudster | scammer | insider | rogue | stranger | impostor | outsider | unknown person | third party | third parties | perpetrator | extortion | spy | spies | nation state | apt | unknown actor | unknown actors | somebody | someone | ex employee | former employee | former contractor | former admin | former admins | disgruntled | ex staff | carder | cartel | mule | mules',
  ),
  /** What was done. */
  harm: phrases(
    'stole | stolen | steal | steals | theft | hack | hacks | hacked | hacking | breach | compromised | ransom | malware | trojan | worm | virus | spyware | keylogger | rootkit | dropper | loader | implant | beacon | backdoor | webshell | web shell | web shells | mimikatz | cobalt strike | miner | mining | cryptominer | xmrig | monero | botnet | c2 | ddos | deface | defacing | skimmer | tamper | sabotage | wiped | wiper | encrypted by | encryptor | lockbit | locked us | hijacked | hit by | attacked | intrusion | break in | broke in | broke into | got in | popped | pwned | owned | infiltrated | burgled | robbed | blackmail | extort | lsass | dcsync | ntds | kerberoast | persistence | lateral | pivot | pivoted | escalated privileges | exploited | abused | misused | cloned | impersonated | spoofed | sim swap | sim swapped | takeover | taken over | took over | session hijack | brute force | brute forced | password spray | password spraying | spraying | credential stuffing | stuffing | phish | phished | phishing | vishing | smishing | social engineer | injected | poison | altered | unauthorised | suspicious | malicious | incident | infect | detonat | forged',
  ),
  /** What was done for money. */
  fraud: phrases(
    'fraud | fraudster | fraudulent | drained | emptied | siphon | embezzled | skimmed off | redirected | mule account | fake | bogus | paid out | payee | payees | wired | bank details | gift cards | launder | dispensed | scam | scams | counterfeit | overpaid | refunds',
  ),
  /** How data left. */
  lose: phrases(
    'leak | leaked | leaks | leaking | exfil | exfiltrated | expose | exposing | exposure | spill | spilled | dump | dumped | dumps | posted | pastebin | paste site | dark web | darknet | forum | for sale | on sale | telegram | published | disclosed | misdirected | misaddressed | misplaced | lost | missing | went missing | never arrived | mis sent | wrong recipient | wrong person | wrong address | wrong fund | wrong number | wrong broker | wrong client | wrong customer | wrong patient | wrong hands | wrong attachment | by mistake | by accident | accidentally | inadvertently | unredacted | left on | left behind | copied | downloaded | scraped | harvested | exported | forwarded | emailed | uploaded | pasted | visible to | readable by | accessible by | accessible without | could see | were able | viewed | snoop | snooped | snooping | looked up | eavesdrop | intercepted | public | indexed | ended up | sent to | mailed | faxed | taken | photographed | recording',
  ),
  /** What left. */
  data: phrases(
    'record | statement | passport | licence | tax file | tax number | tfn | tfns | medical | health | details | names | card number | card data | pan | personal | pii | data | documents | files | credential | password | token | tokens | api key | api keys | access key | access keys | keys | private key | private keys | secret | cookie | hashes | source code | customer list | customer lists | member list | account number | balance | invoices | contracts | board papers | salary | salaries | cvs | letters | emails | gb | tb | rows | profiles | backups | tapes | drive | usb | certificates | database',
  ),
  /** Told as something that has happened. */
  happened: phrases(
    'was | were | has been | have been | had been | had | got | been | happened | occurred | started | began | turned out | ended | confirmed | discovered | detected | noticed | observed | identified | found | reported | learned | told | saw | seen | logged in | signed in | accessed | opened | clicked | entered | gave | let | sent | took | used | created | added | deleted | removed | changed | reconfigured | installed | disabled | stopped | moved | ran | came | called | paid | approved | lost | quarantined | blocked | flagged | alerted | triggered | suspect | we think | believe | apparently | evidence | shows | appeared',
  ),
  /** What people do once it has. */
  respond: phrases(
    'contain | isolated | reset | revoked | rotated | rebuild | re imaged | reimaged | took offline | offline | pulled | forensic | dfir | crowdstrike | mandiant | restore | notify | notified | oaic | apra | asic | austrac | regulator | ombudsman | police | law enforcement | insurer | press | media | customers know | lawyers | counsel | disclosure | post mortem | postmortem | post incident | rca | root cause | war room | bridge | sitrep | update | timeline | soc | siem | edr | defender | guardduty | sev1 | sev 1 | p1 | priority 1',
  ),
  /** When. */
  time: phrases(
    'yesterday | today | tonight | overnight | last night | this morning | last week | last month | last year | last friday | last weekend | weekend | monday | tuesday | wednesday | thursday | friday | saturday | sunday | january | february | march | april | june | july | august | september | october | november | december | jan | feb | mar | apr | jun | jul | aug | sep | sept | oct | nov | dec | am | pm | ago | since | hours | minutes | weeks | days | months | years | until | during | between | noon | midnight',
  ),
  /** What is not there. */
  lack: phrases(
    "no | not | never | none | nobody | nothing | neither | without | w o | lack | lacks | lacking | lacked | absent | absence | missing | isn't | aren't | wasn't | weren't | don't | doesn't | didn't | can't | cannot | couldn't | won't | hasn't | haven't | hadn't | zero | unable | unowned | no one | only | gap | gaps | blind | incomplete | partial | unknown | undocumented | untested | unmanaged | unmonitored | unencrypted | unpatched | unreviewed | unread | unsegmented | unsigned | unrestricted | unhashed | unsalted | unmasked | unprotected | unsecured | unvaulted | unrotated | unlogged | uncontrolled | unaudited | unapproved | unverified | unvalidated | unclassified | doesn't exist | not yet",
  ),
  /** What has been left to grow old. */
  decay: phrases(
    'expired | overdue | outdated | out of date | stale | unsupported | end of life | eol | end of support | legacy | obsolete | deferred | postponed | delayed | slipped | stalled | late | behind | backlog | years old | old | windows 7 | since go live | go live | dormant | orphan | forgotten | still | remain | outstanding | unresolved | unremediated | not remediated | open | reopened | recurring | repeat | again | third year | permanent | forever',
  ),
  /** What does not do what it should. */
  fail: phrases(
    'fail | failed | fails | failing | failure | ineffective | inadequate | insufficient | immature | weak | weakness | deficiency | poor | broken | red | non compliant | noncompliant | not compliant | not met | breach of policy | contrary to | exception | exceed | above appetite | unsatisfactory | below | missed | misses | bad | worst | concern | worried | afraid | wrong | guess | guesses | wishful | nobody knows | maturity level zero | level zero | qualified opinion | residual risk | risk accepted | accepted | not effective | material | critical | highs',
  ),
  /** What was turned off or gone around. */
  off: phrases(
    'disabled | turned off | switched off | off | bypass | skip | skipped | skips | waived | excluded | exclusion | exempt | ignored | whitelisted | paused | suspended | count mode | audit only | monitor mode | monitor only | report only | optional | not enforced | not enabled | not applied | not rotated | not tested | not encrypted | not monitored | not logged | not reviewed | not patched | not restricted | descoped | cancelled | removed | relaxed | raised to | hotkey',
  ),
  /** Controls, by the themes of ISO 27001, annex A. */
  control: phrases(
    'mfa | multi factor | multifactor | two factor | second factor | sso | single sign on | access review | recertification | certified | user access | privileged | pam | admin | admins | administrator | root | break glass | service account | shared account | generic account | dormant account | guest user | guest users | leaver | mover | movers | offboarding | joiner | terminated | segregation | dual control | four eyes | second approver | approval | peer review | change control | change management | password policy | password | vault | hsm | key rotation | rotate | rotation | key ceremony | custodian | encrypts | disk encryption | tls inspection | dlp | data loss prevention | waf | ids | ips | antivirus | anti virus | av | edr | siem | logging | logs | audit log | audit logs | cloudtrail | monitoring | alerting | detection | patch | patched | patching | hardening | vulnerability scan | vulnerability scans | scanner | pen test | pen tests | pen testers | pentest | penetration test | penetration tests | penetration testers | red team | purple team | backup | restore test | restore tests | dr | dr test | dr tests | disaster recovery | failover | rto | rpo | bcp | incident response | playbook | runbook | segmentation | vlan | network | any any | firewall rule | firewall rules | security group | security groups | allow list | allowlisting | application control | macros | dmarc | mdm | badge | badges | cctv | door | awareness | training | phishing simulation | vendor risk | third party risk | supplier | vendor | due diligence | right to audit | classification | asset inventory | inventory | cmdb | retention | masking | masked | tokenised | secret scanning | code review | branch protection | least privilege | standing access | local admin | session recording | session timeout | rate limit | rate limiting | lockout | control | compensating | attestation | ciso',
  ),
  /** Where weaknesses are written down. */
  review: phrases(
    'internal audit | external audit | audit | auditor | audit finding | finding | issue | assessor | reviewer | regulator | apra | prudential | cps 234 | cps 230 | pci | qsa | sox | soc 2 | iso 27001 | essential eight | cis | nist | e8 | maturity | risk register | risk acceptance | board | committee | kri | attest | self assessment | rcsa | line 2 | third line | second line | management response | management letter | remediation | tripartite | questionnaire | gap analysis | report | rated | opinion | sample | evidence',
  ),
  /** Who may, and should not. */
  share: phrases(
    'shared | sharing | sticky note | spreadsheet | post it | plaintext | plain text | clear text | cleartext | in clear | hardcoded | hard coded | default password | default credential | vendor default | same password | one password | everyone | anyone | everybody | all staff | any user | any employee | world | internet | internet facing | publicly | anonymous | unauthenticated | no auth | without login | domain admin | domain admins | full access | standing | admin rights | admin role | administratoraccess | org wide | unlimited | any principal | any developer | every developer | all developers | personal device | personal drive | personal drives | personal email | email themselves',
  ),
  /** Flaws, by the OWASP top ten and the words of scanners. */
  flaw: phrases(
    'cve | cves | rce | remote code execution | xss | cross site | csrf | ssrf | idor | sqli | sql injection | injection | path traversal | open redirect | redirect | deserialisation | auth bypass | authentication bypass | access control | privilege escalation | default credentials | tls | sslv3 | ssl | weak cipher | ciphers | heartbleed | log4j | log4shell | shellshock | spring4shell | eternalblue | bluekeep | printnightmare | zerologon | proxyshell | petitpotam | zero day | vulnerable | vuln | vulns | flaw | flaws | hole | bug bounty | researcher | nessus | qualys | tenable | inspector | snyk | trivy | dependabot | shodan | nmap | sqlmap | burp | poc | cvss | smbv1 | rdp | telnet | md5 | sha 1 | sha1 | jwt | hotfix | patch tuesday | firmware | metadata endpoint | debug endpoint | race condition | buffer overflow | replay | predictable | guessable | enumerated | prototype pollution | webdav | snmp | xp cmdshell | unsupported version',
  ),
  /** That a flaw is there and stays for now. */
  unfixed: phrases(
    "still | not fixed | unfixed | not patched | unpatched | can't patch | cannot patch | no patch | no fix | patch window | maintenance window | fix is scheduled | scheduled for | pending | not deployed | waiting | next sprint | next pi | next release | rolled back | never prioritised | exploitable | in the wild | exposed | reachable | internet facing | facing the internet | external | affected | vulnerable to | vulnerable | anyone can | lets you | lets anyone | allows | accepts | returns | by guessing | by changing | confirmed | reproduced | works in production | proof of concept | known since | reported by | end of life | eol | no vendor support | unsupported",
  ),
  /** Asked rather than told. */
  question: phrases(
    "^is | ^are | ^can | ^could | ^do | ^does | ^did | ^should | ^would | ^how | ^what | ^why | ^which | ^who | ^when | ^where | ^will | ^what's | ^who's | ^how's | ^any | ^anyone | ? | what is | what are | what does | how do | how can | how should | how to | how often | how many | how likely | is there | are there | do we | does our | which of",
  ),
  /** Rules and conditions. */
  modal: phrases(
    "should | could | would | must | may | might | shall | can | if | unless | suppose | assume | assuming | imagine | let's say | in case | whenever | once | before | needs to | need to | has to | have to | required | ensure | make sure | verify | check | checks | always | each | every | per | within",
  ),
  /** What somebody wants done. */
  ask: phrases(
    '^explain | ^write | ^list | ^show | ^describe | ^compare | ^create | ^give | ^set | ^make | ^find | ^enable | ^configure | ^add | ^translate | ^convert | ^generate | ^tell | ^plan | ^suggest | ^count | ^export | ^chart | ^get | ^draft | ^summarise | ^rewrite | ^review | ^map | ^name | ^identify | ^delete | ^remove | ^print | ^search | ^copy | ^update | ^help | ^please | ^compute | ^check | ^ensure | ^verify | ^use | ^run | ^rotate | ^encrypt | ^ask | ^look | ^do | ^never | ^no | ^without | ^after | ^step | write a | give me | show me | tell me | find all | list all | set up | how do i | help me',
  ),
  /** Teaching, procedures and things that are made up. */
  teach: phrases(
    'template | exercise | training | course | quiz | tabletop | fictional | fictitious | hypothetical | scenario | simulation | drill | workshop | lab | ctf | example | e g | sample report | mock | invented | synthetic | demo | role play | interview | story | novel | movie | film | poem | game | policy | standard | guideline | procedure | best practice | checklist | framework | definition | define | means | explain | overview | tutorial | difference | pros and cons | versus | vs | compare | module | awareness poster | slide | slides | deck | poster | article | blog | paper | book | history | statistics | survey | generic | in general | typical | common | often | most | many organisations | organisations | companies | entity | entities | attackers often | principle',
  ),
  /** What everybody has read about. */
  famous: phrases(
    "optus | medibank | latitude | equifax | capital one | solarwinds | wannacry | notpetya | colonial | target | uber | lastpass | moveit | okta's | snowflake customers | stuxnet | morris | verizon | gartner | microsoft disclosed | news | according to | researchers",
  ),
  /** Documentation and release notes. */
  doc: phrases(
    'this control | the rule | this rule | this operation | this analyzer | returns | specifies | indicates | parameter | argument | operation | optional | default | by default | field | value | values | object | response | request | error | exception | see | note | notes | version | release | changelog | fixes | fixed in | fix | feat | chore | docs | test | tests | bump | upgrade | support | deprecated | security advisory | advisory | before | prior to',
  ),
  /** Failures that nobody caused on purpose. */
  outage: phrases(
    'outage | latency | slow | cpu | memory | memory leak | disk | disk full | deploy | rollback | build | pipeline | flaky | retry | timeout | timed out | oom | pods | pod | cache | dns | certificate expired | capacity | scaling | autoscaling | migration | quota | throttled | rate exceeded | queue | lag | accessdenied | permission denied | health check | alarm | alarms | metrics | dashboard',
  ),
  /** Cost. */
  money: phrases(
    'cost | costs | spend | spent | bill | savings | save | budget | forecast | price | usd | idle | rightsizing | right siz | reserved | commitments | invoice | gp2 | gp3 | storage class',
  ),
  /** What is well. */
  good: phrases(
    'all | passed | pass | completed | done | live | closed | success | compliant | enabled | mandatory | certified | false alarm | benign | no findings | without exceptions | on schedule | on time | approved | no data loss | no customer impact | planned | scheduled | green | recovered | finished | resolved',
  ),
};
