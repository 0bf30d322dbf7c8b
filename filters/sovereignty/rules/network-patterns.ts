import type { Match, PatternRule } from '../rule.ts';

/** A version, a section or an object identifier, which look like addresses. */
const VERSION_BEFORE =
  /(?<![a-z])(?:version|release|ver|v|agent|driver|firmware|oid|section|rev|chapter|engine)[\s:="'/-]{0,3}$|[~^]$|\d\.$|(?:[A-Za-z]+\/)$|[a-z]-$/i;
const PRIVATE =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

function isAddress({ text, start, end, value }: Match): number {
  const before = text.slice(Math.max(0, start - 14), start);
  if (value.split('.').some((part) => Number(part) > 255 || /^0\d/.test(part))) return 0;
  if (VERSION_BEFORE.test(before)) return 0;
  if (!PRIVATE.test(value) && value.split('.').every((part) => Number(part) < 32)) return 0;
  return isNetwork(value, text.slice(end, end + 3)) ? 0 : PRIVATE.test(value) ? 0.85 : 0.75;
}

/** A block such as `10.0.0.0/16`, which many networks have; single addresses (`/32`) are not. */
function isNetwork(value: string, after: string): boolean {
  const prefix = /^\/(\d{1,2})(?!\d)/.exec(after)?.[1];
  return (
    value.endsWith('.0') || (prefix !== undefined && Number(prefix) < 30 && /\.0$|^0\./.test(value))
  );
}

/** Eight groups of hexadecimal digits; those of fingerprints and times have two digits each. */
function hasEightGroups(value: string): boolean {
  const groups = value.split(':');
  return groups.length === 8 && groups.filter(({ length }) => length > 2).length >= 4;
}

/** Addresses and names of machines. */
export const NETWORK_PATTERNS: readonly PatternRule[] = [
  {
    id: 'ipv4-address',
    kind: 'ip-address',
    class: 'CONFIDENTIAL',
    description: 'IPv4 address of a machine: of the own network, or of a person.',
    hints: ['0.', '1.', '2.', '3.', '4.', '5.', '6.', '7.', '8.', '9.'],
    before: 5,
    after: 16,
    pattern: /(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\w|\.\d|-\w)/dg,
    confidence: 0.8,
    accept: isAddress,
    personal: true,
    examples: [
      'ssh to 10.20.30.40',
      '101.188.67.134 - - [28/Nov/2026] "GET /"',
      'from 172.16.4.9:443',
      'server 10.20.30.40 is slow',
      'sip:sean@10.200.67.50',
    ],
    counterExamples: [
      'version 1.2.3.4',
      'cidr 10.0.0.0/16',
      'mask 255.255.255.0',
      'listen 0.0.0.0:80',
      'doc 192.0.2.44',
      'Chrome/120.0.6099.71',
      '1.3.6.1.4.1.311',
    ],
  },
  {
    id: 'ipv4-defanged',
    kind: 'ip-address',
    class: 'CONFIDENTIAL',
    description: 'IPv4 address whose dots are bracketed, as reports of incidents write it.',
    hints: ['[.]', '(.)', '[dot]', '(dot)'],
    before: 12,
    after: 40,
    pattern: /(?<![\w.])\d{1,3}(?:\s?[[(](?:\.|dot)[\])]\s?\d{1,3}){3}(?![\w.])/dgi,
    confidence: 0.8,
    personal: true,
    examples: ['traffic to 54[.]20[.]30[.]40', 'from 10(dot)20(dot)30(dot)40'],
    counterExamples: ['192.0.2[.]44', 'a[.]b'],
  },
  {
    id: 'ipv6-address',
    kind: 'ip-address',
    class: 'CONFIDENTIAL',
    description: 'IPv6 address of a machine (RFC 4291).',
    hints: [':'],
    before: 5,
    after: 44,
    pattern:
      /(?<![\w:.])(?:(?:2[0-9a-f]{3}|3[0-9a-f]{3}|fe80|f[cd][0-9a-f]{2}):(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|::ffff:\d{1,3}(?:\.\d{1,3}){3})(?![\w:])/dgi,
    confidence: 0.8,
    accept: ({ value }) =>
      !value.endsWith('::') && (value.includes('::') || hasEightGroups(value)) ? 0.8 : 0,
    personal: true,
    examples: [
      'peer 2406:da1c:4a2:8b00::17 is up',
      'fe80::1ff:fe23:4567:890a',
      'fd12:3456:789a:1::5',
      'client 2c0:4a1b:5015:6d71:1abd:a3ab:f274:1527 connected',
    ],
    counterExamples: [
      'std::vector',
      '2001:db8::1',
      'fe80::/10',
      'listen [::]:80',
      '2024:11:28',
      'aws:iam::aws:policy',
      'SHA1 fingerprint 3f:2a:9b:1c:4d:5e:6f:70',
    ],
  },
  {
    id: 'mac-address',
    kind: 'mac-address',
    class: 'CONFIDENTIAL',
    description: 'Hardware address of a network card (IEEE 802).',
    hints: Array.from('0123456789abcdef').flatMap((digit) => [`${digit}:`, `${digit}-`]),
    before: 4,
    after: 18,
    pattern:
      /(?<![\w:-])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:-])|(?<![\w:-])(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}(?![\w:-])/dg,
    confidence: 0.8,
    personal: true,
    examples: ['eth0 0a:58:c8:9f:3b:71', 'B8-27-EB-4F-19-C2'],
    counterExamples: [
      'SHA1 fingerprint 0a:58:c8:9f:3b:71:0a:58',
      '00:00:00:00:00:00',
      'took 01:02:03',
    ],
  },
  {
    id: 'private-host',
    kind: 'private-host',
    class: 'CONFIDENTIAL',
    description: 'Name of a machine in a network of the company.',
    hints: [
      '.internal',
      '.corp',
      '.intranet',
      '.lan',
      '.local',
      '.intra',
      '.priv',
      '.private',
      '.prod',
      '.home.arpa',
    ],
    before: 110,
    after: 60,
    pattern:
      /(?:(?<![\w@.$%{/-])|(?<=\/\/|\w@))(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,6}(?:internal|corp|intranet|lan|local|intra|priv|private|home\.arpa)(?:\.[a-z0-9-]{2,30}\.(?:com|net|org|io)(?:\.au)?|\.[a-z]{2,10}\.au)?(?![\w-]|\.[a-z]|\(|\s{0,2}=(?!=))/dgi,
    confidence: 0.8,
    accept: isPrivateHost,
    examples: [
      'psql -h db01.syd.bank.internal',
      'https://jenkins.corp.bigbank.com.au/job/1',
      'ip-10-20-30-40.ap-southeast-2.compute.internal',
      'ping nas01.lan',
      'ssh ec2-user@ip-10-73-214-213.ap-southeast-4.compute.internal',
    ],
    counterExamples: [
      'svc.cluster.local',
      'host.docker.internal',
      'metadata.google.internal',
      'settings.local',
      'this.local',
      '.env.local',
      'module.internal',
    ],
  },
];

const SHARED_NAMES =
  /(?:^|\.)(?:cluster\.local|svc\.local|host\.docker\.internal|docker\.internal|metadata\.google\.internal|gateway\.docker\.internal|containers\.internal|minikube\.internal|localhost\.local|compute\.internal|ec2\.internal|example\.(?:internal|local|corp|lan))$/i;
const AWS_PRIVATE_NAME = /^ip-\d{1,3}(?:-\d{1,3}){3}\./i;
const CODE_WORDS =
  /^(?:this|self|module|var|settings|config|env|npm|node|package|java|com|org|sun|usr|std|win|app|core|vm|window|data|local|each|path|bin|my|host|server|example|db|_)\.(?:internal|local|private|corp|lan|priv|intra)$/i;

function isPrivateHost({ value, text, start, end }: Match): number {
  if (AWS_PRIVATE_NAME.test(value)) return 0.95;
  if (
    SHARED_NAMES.test(value) ||
    CODE_WORDS.test(value) ||
    /^(?:com|org|io|net|java|sun|jdk)\./i.test(value)
  )
    return 0;
  const strong =
    /\d|-/.test(value) ||
    value.split('.').length > 2 ||
    /^(?::\d|\/)/.test(text.slice(end, end + 2)) ||
    text.slice(start - 2, start) === '//';
  return strong ? 0.8 : 0;
}
