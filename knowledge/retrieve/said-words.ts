import { termsOf } from './terms.ts';

/** Words that people say, by what procedures on AWS call the thing. */
const SAID_FOR: Readonly<Record<string, string>> = {
  alarm: 'alert monitoring page pager paged silent warning',
  anomaly: 'double doubled explode exploded jump jumped spike sudden',
  audit: 'auditor evidence examiner proof',
  backup: 'copies copy',
  budget: 'limit',
  capacity: 'exhausted full none room',
  certificate: 'browser https padlock ssl tls trusted',
  commitment: 'contract discount reservation reserve reserved subscription',
  compute: 'cpu processor',
  cost: 'bill charge charged expensive fortune invoice money paid pay price spend spending spent',
  delete: 'clean destroy remove throw vanish',
  deny: 'block forbid prevent stop',
  drift: 'changed console edited hand',
  dynamodb: 'table',
  encryption: 'cipher clear encrypt key plain unencrypted unreadable',
  exception: 'accepted risk',
  failover: 'multi-az',
  idle: 'nothing unused used waiting waits',
  image: 'container',
  instance: 'box computer host machine server vm',
  eks: 'kubernetes',
  lambda: 'function',
  leaked: 'exposed published stolen',
  log: 'record recorded trail written',
  owner: 'belong responsible whose',
  patch: 'fix update',
  personal: 'card customer medical private tax',
  public: 'anyone anywhere everybody internet open outside stranger world',
  region: 'continent country location place',
  restore: 'dropped lost recover undo',
  rights: 'access administrator permission privilege',
  rightsizing: 'fit oversized size',
  secret: 'credential password',
  'security group': 'firewall',
  sensitive: 'confidential customer personal',
  size: 'big bigger large small smaller',
  sqs: 'queue',
  storage: 'bucket file s3',
  suppress: 'hide ignore silence',
  tag: 'label name owner',
  template: 'code stack terraform',
  'third party': 'partner seller supplier vendor',
  threat: 'attack attacker breach compromised hacked intruder malware ransom stolen thief',
  tls: 'cipher http https padlock',
  unattached: 'attached detached',
  upgrade: 'ancient old outdated support version',
  user: 'developer employee login people person',
  volume: 'disk drive',
  vpc: 'network',
  vulnerability: 'cve hole log4j weakness',
  zone: 'building datacentre site',
};

const MEANT: ReadonlyMap<string, readonly string[]> = readMeanings();

/** Terms of texts that a term of a question may stand for besides itself; `server` also finds `instance`. */
export function meantBy(term: string): readonly string[] {
  return MEANT.get(term) ?? [];
}

function readMeanings(): ReadonlyMap<string, readonly string[]> {
  const meant = new Map<string, readonly string[]>();
  for (const [called, said] of Object.entries(SAID_FOR)) {
    for (const term of termsOf(said)) {
      const others = termsOf(called).filter((each) => each !== term);
      meant.set(term, [...new Set([...(meant.get(term) ?? []), ...others])]);
    }
  }
  return meant;
}
