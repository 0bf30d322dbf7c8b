import type { Match, PatternRule } from '../rule.ts';
import { entropyOf, isGibberish } from '../secret-value.ts';

const SECRET_KEY = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])/.source;

function isAwsSecret({ value }: Match): number {
  if (
    /^[0-9a-f]+$/i.test(value) ||
    !/\d/.test(value) ||
    !/[a-z]/.test(value) ||
    !/[A-Z]/.test(value) ||
    value.includes('EXAMPLE') ||
    isPath(value)
  )
    return 0;
  return entropyOf(value) >= 3.7 ? 0.97 : 0;
}

/** Part of an address, several parts of which are words. */
function isPath(value: string): boolean {
  const words = value
    .split('/')
    .filter((part) => /^[A-Za-z]{4,}\d?$/.test(part) && !isGibberish(part.toLowerCase()));
  return words.length > 1;
}

/** Keys of AWS. */
export const AWS_KEYS: readonly PatternRule[] = [
  {
    id: 'aws-access-key',
    kind: 'aws-access-key',
    class: 'RESTRICTED',
    description: 'Access key id of AWS, from which the account id can be read.',
    hints: ['akia', 'asia', 'abia', 'acca', 'a3t', 'a k i a', 'a s i a'],
    before: 8,
    after: 44,
    pattern: /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/dg,
    confidence: 0.98,
    joins: true,
    examples: [
      'AKIAZ3MXQ7P2LKWT5RVB',
      'aws_access_key_id=ASIAZ3MXQ7P2LKWT5RVB',
      'key AKIAZ3MX\nQ7P2LKWT5RVB',
      'key A K I A Z 3 M X Q 7 P 2 L K W T 5 R V B',
    ],
    counterExamples: ['AKIAIOSFODNN7EXAMPLE', 'AKIA is the prefix', 'ASIAPACIFIC'],
  },
  {
    id: 'aws-access-key-any',
    kind: 'aws-access-key',
    class: 'RESTRICTED',
    description:
      'Something of the length of an access key id, in the wrong alphabet, where it is called one.',
    hints: ['akia', 'asia'],
    before: 6,
    after: 24,
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/dg,
    confidence: 0.9,
    accept: ({ value }) => (/\d/.test(value) ? 0.9 : 0),
    joins: true,
    examples: ['AKIA0189ABCDEFGH1JKL'],
    counterExamples: ['AKIAIOSFODNN7EXAMPLE', 'ASIAPACIFICDISTRIBUT'],
  },
  {
    id: 'aws-secret-key',
    kind: 'aws-secret-key',
    class: 'RESTRICTED',
    description:
      'Secret access key: 40 characters where they are called so, or near an access key id.',
    hints: ['secret', 'aws', 'akia', 'asia', 'access_key', 'accesskey', 'access key'],
    before: 120,
    after: 160,
    pattern: new RegExp(SECRET_KEY, 'dg'),
    confidence: 0.97,
    accept: isAwsSecret,
    examples: [
      'aws_secret_access_key = k8ZpQ2vL9xWm4TtR7yBn1CdF6gHj3KsA5eUo0iPq',
      'AKIAZ3MXQ7P2LKWT5RVB,k8ZpQ2vL9xWm4TtR7yBn1CdF6gHj3KsA5eUo0iPq',
    ],
    counterExamples: [
      'secret commit 3fac91bd7720aa1e3fac91bd7720aa1e3fac91bd',
      'aws wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'aws latest/AmazonRDS/UserGuide1/CommonErrors/Z',
    ],
  },
  {
    id: 'aws-session-token',
    kind: 'aws-session-token',
    class: 'RESTRICTED',
    description: 'Session token of AWS STS.',
    hints: ['iqojb3', 'fwogzx', 'fqogzx', 'agojb3', 'fwog', 'fqog'],
    before: 2,
    after: 2200,
    pattern:
      /(?<![A-Za-z0-9+/])(?:IQoJb3|AgoJb3|F[wQ]oGZXIvYXdz|FwoG|FQoG)[A-Za-z0-9+/]{40,2000}={0,2}/dg,
    confidence: 0.97,
    joins: true,
    examples: ['AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEJv81kQ9mPl02Tr5Yw7BnZk81mQ9pLx02Tr5Yw7BnZk81m'],
    counterExamples: ['IQoJb3 is how they begin'],
  },
  {
    id: 'aws-presigned-url',
    kind: 'aws-presigned-url',
    class: 'RESTRICTED',
    description:
      'Address that is signed: who has it may read or write until it expires (Signature Version 4 and 2).',
    hints: ['x-amz-signature=', 'awsaccesskeyid='],
    before: 26,
    after: 160,
    pattern:
      /(?<![\w-])(?:X-Amz-Signature=[0-9a-f]{64}|AWSAccessKeyId=[^\s&]{4,40}(?:&[^\s&]{1,60}){0,3}?&Signature=[A-Za-z0-9%+/=]{8,60})/dgi,
    confidence: 0.95,
    examples: [
      'https://s3.amazonaws.com/b/x?X-Amz-Signature=495b0d9bf9a227f7c98a7bf4e087ba104137084ed36a2b50fe31931ac2a81cb6&X-Amz-Expires=3600',
      'https://b.s3.amazonaws.com/x?AWSAccessKeyId=AKIDAB12&Expires=1732791143&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D',
    ],
    counterExamples: ['X-Amz-Signature=<signature>', 'the parameter X-Amz-Signature'],
  },
];
