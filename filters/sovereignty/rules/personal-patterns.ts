import type { Match, PatternRule } from '../rule.ts';

/** Between a label and its value: `: `, ` = "`, ` is `, ` no. `. */
const JOIN = String.raw`["']?(?:\.? it(?:'s| is))?(?:[\s_-]{0,2}(?:\((?:dd|mm|yyyy|[a-z/. -]){2,12}\)|numbers?|no\.?|num|nbr|#|id|is|was|of|card|file)){0,3}["']?[\s:=#,>(-]{0,6}(?:is|on|was)?\s{0,3}["']?`;
const DATE = String.raw`(?:\d{1,2}(?:st|nd|rd|th)?[ \/.-](?:of )?(?:\d{1,2}|jan[a-z]{0,6}|feb[a-z]{0,6}|mar[a-z]{0,3}|apr[a-z]{0,3}|may|june?|july?|aug[a-z]{0,4}|sep[a-z]{0,7}|oct[a-z]{0,5}|nov[a-z]{0,6}|dec[a-z]{0,6}),?[ \/.-](?:19|20)?\d{2}|(?:19|20)\d{2}[-\/.]?\d{2}[-\/.]?\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2})`;

const labelled = (label: string, value: string): RegExp =>
  new RegExp(`(?<![a-z])(?:${label})${JOIN}(?<value>${value})`, 'dgi');

function enoughDigits(least: number): (match: Match) => number {
  return ({ value }) => ((value.match(/\d/g) ?? []).length >= least ? 0.9 : 0);
}

/** What tells of a person by its shape or by the words before it. */
export const PERSONAL_PATTERNS: readonly PatternRule[] = [
  {
    id: 'email',
    kind: 'email',
    class: 'CONFIDENTIAL',
    description: 'E-mail address (RFC 5321), not the user part of a git or ssh location.',
    hints: ['@'],
    before: 66,
    after: 120,
    pattern:
      /(?<![\w.+%-])[a-z0-9][\w.+%'-]{0,62}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,18}(?![\w@-]|:[\w/~.]|:\/)/dgi,
    confidence: 0.9,
    accept: ({ value, text, start }) =>
      isAddress(value, text.slice(Math.max(0, start - 8), start)) ? 0.9 : 0,
    personal: true,
    joins: true,
    examples: [
      'write to jane.citizen@bigbank.com.au',
      'j.citizen+aws@bigbank.com.au signed in',
      'mail zoe@exa\nmail.org',
      "WHERE email = 'jane.citizen@bigbank.com.au'",
    ],
    counterExamples: [
      'git clone git@github.com:org/repo.git',
      'npm i @types/node@20.19.43',
      'ssh root@host',
      'image@sha256.png',
      'foo@2x.png',
    ],
  },
  {
    id: 'email-spelled',
    kind: 'email',
    class: 'CONFIDENTIAL',
    description: 'E-mail address with its marks spelled out: `jane at bank dot com`.',
    hints: ['at]', 'at)', 'at}', ' at ', ' dot '],
    before: 70,
    after: 60,
    pattern:
      /(?<![\w.])[a-z0-9][\w.+-]{1,40}(?:\s{0,2}[[({]\s?at\s?[\])}]\s{0,2}[a-z0-9-]{2,40}(?:(?:\s{0,2}[[({]\s?dot\s?[\])}]\s{0,2}|\s{1,2}dot\s{1,2}|\.)[a-z]{2,12}){1,3}|\sat\s(?!(?:the|an?|this|that|our|your|its?)\s)[a-z0-9-]{2,40}(?:\sdot\s[a-z]{2,12}){1,3}|@[a-z0-9-]{2,40}(?:\sdot\s[a-z]{2,12}){1,3})(?![\w])/dgi,
    confidence: 0.85,
    personal: true,
    examples: [
      'jane.citizen [at] bigbank [dot] com',
      'jane at bigbank dot com',
      'jane@bigbank dot com',
    ],
    counterExamples: ['look at the dot com bubble', 'meet at noon. dot'],
  },
  {
    id: 'date-of-birth',
    kind: 'date-of-birth',
    class: 'CONFIDENTIAL',
    description: 'Date after a word for birth.',
    hints: ['dob', 'd.o.b', 'birth', 'born', 'bday'],
    before: 12,
    after: 60,
    pattern: labelled(
      'dob|d\\.o\\.b\\.?|date[ _-]?of[ _-]?birth|birth[ _-]?date|birth[ _-]?day|born|bday',
      DATE,
    ),
    confidence: 0.9,
    personal: true,
    examples: [
      'DOB: 14/03/1985',
      'born on 3 March 1971',
      '"date_of_birth": "1985-03-14"',
      'Date of Birth (DD/MM/YYYY): 01/02/1990',
      "tell me your date of birth. It's 30 Mar 2000",
    ],
    counterExamples: ['deployed 14/03/2025', 'the DOB column is a date', 'a service born of need'],
  },
  {
    id: 'passport',
    kind: 'passport',
    class: 'RESTRICTED',
    description: 'Passport number after the word passport.',
    hints: ['passport'],
    before: 9,
    after: 60,
    pattern: labelled(
      '(?:australian |au )?passport',
      String.raw`(?<![a-z])[a-z]{0,2} ?\d{6,9}(?![\w])`,
    ),
    confidence: 0.92,
    personal: true,
    examples: [
      'passport N1234567',
      'Passport No: PA7654321',
      'passport number is RA 1234567',
      'passport_no=PB1431117',
    ],
    counterExamples: ['passport-js 0.7', 'bring your passport on 12 May'],
  },
  {
    id: 'passport-shape',
    kind: 'passport',
    class: 'RESTRICTED',
    description: 'Machine readable zone of a passport (ICAO 9303).',
    hints: ['p<'],
    before: 4,
    after: 100,
    pattern: /(?<![A-Z0-9])P<[A-Z]{3}[A-Z<]{6,39}(?:\s{0,2}[A-Z0-9<]{20,44})?/dg,
    confidence: 0.95,
    personal: true,
    examples: ['P<AUSCITIZEN<<JANE<MARY<<<<<<<<<<<<<<<<<<<<<<'],
    counterExamples: ['Map<String>', 'if (p<max)'],
  },
  {
    id: 'driver-licence',
    kind: 'driver-licence',
    class: 'RESTRICTED',
    description: 'Number after a word for driver licence.',
    hints: ['licen', 'dl', 'lic ', 'lic.'],
    before: 16,
    after: 60,
    pattern: labelled(
      "driver'?s?'?[ _-]?licen[cs]e|driving licen[cs]e|drivers? lic\\.?|lic\\.?(?= (?:no|number|#))|(?:nsw|vic|qld|wa|sa|tas|act|nt) licen[cs]e|licen[cs]e (?:numbers?|no\\.?|#)|dl(?: no\\.?| number|#|:)",
      String.raw`(?:(?:nsw|vic|qld|wa|sa|tas|act|nt)\W{1,3})?[a-z]{0,2}\d[\da-z]{0,3}[ -]?\d{2,4}[ -]?[\da-z]{1,4}`,
    ),
    confidence: 0.9,
    accept: (match) => (/^\d{4} ?[a-z]{2}$/i.test(match.value) ? 0.9 : enoughDigits(5)(match)),
    personal: true,
    examples: [
      "driver's licence 12345678",
      'Driver Licence No: 1234AB56',
      'NSW licence number 87654321',
      'driver licence card number 2469604194',
      'Drivers Lic No 719366171 State: NSW',
      'Lic. No. 0491DY (NSW)',
    ],
    counterExamples: ['MIT licence 2024', 'licence renewals by driver', 'Apache License 2.0'],
  },
  {
    id: 'licence-bare',
    kind: 'driver-licence',
    class: 'RESTRICTED',
    description: 'Number after the word licence, as the noun is spelled in Australia.',
    hints: ['licence'],
    before: 24,
    after: 30,
    pattern:
      /(?<!(?:software|product|server|mit|apache|splunk|oracle|windows|user|site|key)[ _-]?)(?<![a-z_])licence[\s:#]{1,3}(?<value>\d{6,10})(?![\w.-])/dgi,
    confidence: 0.55,
    personal: true,
    examples: ['Loan application Ann Lee, licence 8838674, income 120k'],
    counterExamples: ['software licence 8838674', 'licence 2024', 'licence_id 8838674'],
  },
  {
    id: 'au-dva',
    kind: 'veteran-file',
    class: 'RESTRICTED',
    description:
      "File number of the Department of Veterans' Affairs: a state's letter, letters of the war, digits.",
    hints: ['dva', 'veteran'],
    before: 4,
    after: 60,
    pattern: labelled(
      "dva|veteran'?s?'?(?: affairs)?(?: (?:gold|white|orange))?|dva (?:gold|white|orange)",
      String.raw`(?<![a-z])[nvqwst] ?[a-z]{0,4} ?\d{3,7}[a-z]?(?!\w)`,
    ),
    confidence: 0.92,
    personal: true,
    examples: ['DVA: NXSS91592', 'DVA gold card number QX581882', 'veteran card V 123456'],
    counterExamples: ['DVA pays the claim', 'dva version 2', 'DVA form D2663'],
  },
  {
    id: 'au-crn',
    kind: 'crn',
    class: 'RESTRICTED',
    description: 'Centrelink customer reference number: nine digits and a letter.',
    hints: ['crn', 'centrelink', 'customer reference', 'concession', 'pension', 'care card'],
    before: 24,
    after: 60,
    pattern:
      /(?<![a-z])(?:crn|centrelink|customer[ _-]reference|concession|pension(?:er)?|health care card)[\w "':=#.()-]{0,30}?(?<value>\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?[a-z])(?![a-z0-9])/dgi,
    confidence: 0.95,
    personal: true,
    examples: [
      'CRN 123 456 789A',
      'centrelink reference number: 204123456T',
      'Customer Reference Number (CRN) - 342970778T',
      'Concession card 250 151 432 K expires 30/6',
    ],
    counterExamples: ['CRN is a customer reference number', 'crn:v1:bluemix:public'],
  },
  {
    id: 'us-ssn',
    kind: 'ssn',
    class: 'RESTRICTED',
    description: 'Social security number of the United States.',
    hints: [],
    before: 8,
    after: 12,
    pattern: /(?<![\w.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/dg,
    confidence: 0.85,
    personal: true,
    examples: ['applicant 536-22-8726 called', 'ssn is 536-22-8726.'],
    counterExamples: ['2024-11-28', 'part 000-12-3456', 'v1-536-22-8726-a'],
  },
  {
    id: 'us-ssn-labelled',
    kind: 'ssn',
    class: 'RESTRICTED',
    description: 'Nine digits that are called a social security number.',
    hints: ['ssn', 'social security'],
    before: 16,
    after: 50,
    pattern: labelled('ssn|social security', String.raw`\d{3}[ .-]?\d{2}[ .-]?\d{4}(?!\d)`),
    confidence: 0.9,
    personal: true,
    examples: ['social security number: 536 22 8726', 'ssn=536228726'],
    counterExamples: ['ssn is a field of 9 digits'],
  },
  {
    id: 'customer-number',
    kind: 'customer-number',
    class: 'CONFIDENTIAL',
    description: 'Number by which a customer, patient, member or employee is known.',
    hints: [
      'customer',
      'member',
      'policy',
      'patient',
      'mrn',
      'client',
      'employee',
      'claim',
      'student',
      'beneficiary',
      'super',
    ],
    before: 16,
    after: 50,
    pattern:
      /(?<![a-z])(?:(?:customer|membership|member|policy ?holder|policy|patient|client|employee|claim|student|beneficiary|superannuation|super fund)[ _-]?(?:numbers?|no\b\.?|num\b|#)|mrn|medical record(?: number)?|patient id|member id)["']?[\s:=#-]{0,4}(?:is)?\s{0,2}["']?(?<value>[a-z]{0,4}-?\d[\d -]{3,14}[a-z]?)(?![\w])/dgi,
    confidence: 0.8,
    accept: enoughDigits(5),
    personal: true,
    examples: [
      'customer number 40012345',
      'Member No: MBR-0012345',
      'MRN 00123456',
      'policy no. 8812345',
    ],
    counterExamples: [
      'policy version 2012-10-17',
      'client id from the console',
      'member number 4 left the cluster',
    ],
  },
];

const FILE_ENDING =
  /\.(?:png|jpe?g|gif|svg|webp|css|js|ts|json|ya?ml|html?|py|md|txt|so|jar|local|internal|service|target|timer|socket|git)$/i;

function isAddress(value: string, before: string): boolean {
  return (
    !FILE_ENDING.test(value) &&
    !/\d+x\.[a-z]+$/i.test(value) &&
    !before.endsWith('//') &&
    !/@\d/.test(value)
  );
}
