import type { Candidate } from './rule.ts';

/** Values that vendors and standards publish for use in documentation, in lower case. */
const PUBLISHED = new Set(
  [
    'akiaiosfodnn7example',
    'akiai44qh8dhbexample',
    'asiaiosfodnn7example',
    'aidacksevqexample',
    'wjalrxutnfemi/k7mdeng/bpxrficyexamplekey',
    'je7mtgbclwbf/2zp9utk/h3yngv4vexamplekey',
    '123456789012',
    '111122223333',
    '444455556666',
    '210987654321',
    '999999999999',
    '111111111111',
    '222222222222',
    '000000000000',
    '012345678901',
    '777788889999',
    '555555555555',
    '333333333333',
    'i-1234567890abcdef0',
    'vpc-1a2b3c4d',
    'vol-049df61146c4d7901',
    'ami-0abcdef1234567890',
    'subnet-0bb1c79de3example',
    '8.8.8.8',
    '8.8.4.4',
    '1.1.1.1',
    '1.0.0.1',
    '9.9.9.9',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '100.100.100.200',
    'fd00:ec2::254',
    'fd00:ec2::23',
    '0.0.0.0',
    '1.2.3.4',
    '00:00:00:00:00:00',
    'ff:ff:ff:ff:ff:ff',
    'aa:bb:cc:dd:ee:ff',
    '00:11:22:33:44:55',
    '01:23:45:67:89:ab',
  ].map((value) => value.toLowerCase()),
);

/** Networks of RFC 5737 (documentation), loopback, and the masks of networks. */
const DOCUMENTATION_ADDRESS =
  /^(?:192\.0\.2|198\.51\.100|203\.0\.113|127\.\d{1,3}\.\d{1,3}|255\.255\.\d{1,3})\.\d{1,3}$|^2001:0?db8:|^::1?$/;
/** Domains of RFC 2606 and names that stand for one. */
const DOCUMENTATION_DOMAIN =
  /(?:^|[@./])(?:(?:[\w-]+\.)*(?:example|your-?(?:company|domain|org)|my-?(?:company|domain|org)|acme-?corp-?example)\.(?:com|org|net|edu|io|com\.au|au)|[\w.-]+\.(?:example|invalid|test)|(?:domain|email|mail|foo|bar|foobar|test|server|host|site|website|somewhere)\.(?:com|tld|org|net))$/i;
const EXAMPLE_KEY = /EXAMPLE(?:KEY)?$/;
/** Names of mailboxes that belong to nobody. */
const NOBODY =
  /^(?:git|no-?reply|do-?not-?reply|user(?:name)?\d?|name|me|you|your\.?(?:name|email)|some(?:one|body)|foo|bar|e?mail|john|jane|alice|bob|test\w{0,8}|admin|root|ec2-user|ubuntu|centos|debian|info|support|ops|dev|hello|contact|sales|security|webmaster|postmaster|hostmaster|abuse|alerts?|first(?:name)?\.last(?:name)?|my|sender|recipient|from|to|address|person|customer|client|service|account|owner|team|developer|nobody|example|sample|demo|dummy|placeholder|i)@/i;

/** Asks for an address of the reader's, whatever the domain. */
const YOURS = /^your[-_.]?(?:name|e?mail|user(?:name)?|address|account|id)?@/i;

/** Tells values that are no secret. One such value never clears another one in the same text. */
export interface AllowList {
  allows(candidate: Candidate): boolean;
}

/** The published documentation values, and those of the settings, which are compared without case and separators. */
export function createAllowList(values: readonly string[]): AllowList {
  const own = new Set(values.map(plain));
  return {
    allows: (candidate) => own.has(plain(candidate.value)) || isPublished(candidate),
  };
}

function isPublished({ value, rule }: Candidate): boolean {
  const text = value.toLowerCase();
  if (PUBLISHED.has(text) || EXAMPLE_KEY.test(value)) return true;
  if (rule.kind === 'ip-address') return DOCUMENTATION_ADDRESS.test(text);
  if (rule.kind === 'email') return isDocumentationEmail(text);
  if (rule.kind === 'aws-arn')
    return /^arn:[a-z-]{1,20}:[^:]{0,40}:[^:]{0,30}:(?:aws|123456789012|111122223333|444455556666|000000000000|111111111111):/.test(
      text,
    );
  return rule.kind === 'private-host' && DOCUMENTATION_DOMAIN.test(text);
}

/** A mailbox of nobody in a domain that is nobody's. A person's name counts even there. */
function isDocumentationEmail(text: string): boolean {
  return (
    YOURS.test(text) ||
    (NOBODY.test(text) && DOCUMENTATION_DOMAIN.test(text.slice(text.indexOf('@'))))
  );
}

function plain(value: string): string {
  return value.toLowerCase().replaceAll(/[\s.-]/g, '');
}
