import type { Match, PatternRule } from '../rule.ts';

const PHONE_WORD =
  /(?:phone|mobile|cell|tel|call(?:ed|ing)?|contact|fax|sms|text|whatsapp|dial|ring|ph|mob|number|reach|kin)\b[^\d\n]{0,24}$|(?:^|[\s|/,;])[mtp]:\s{0,2}$/i;
const PHONE_AFTER =
  /^\s{1,2}is (?:my|his|her|their|the|our)?\s?\w{0,10}\s?(?:mobile|phone|number|cell|landline)\b/i;
/** Words after which digits are no telephone number. */
const OTHER_NUMBER =
  /(?:id|order|ticket|invoice|ref(?:erence)?|build|case|job|pid|port|version|serial|part|sku|row|line|batch|tracking|epoch|timestamp|bytes|sequence|seq)[\s:#=.]{0,3}(?:(?:id|no|number)[\s:#=.]{0,3})?$/i;
const STREET =
  'street|st|road|rd|avenue|ave|drive|dr|court|ct|place|pl|lane|ln|crescent|cres|parade|pde|boulevard|blvd|highway|hwy|terrace|tce|way|close|circuit|cct|square|sq|grove|gr|esplanade|esp';
/** A street's word with the end of the name before it, which is not the end of a common word such as "the place". */
const STREET_HINTS = STREET.split('|').flatMap((word) => [
  ` ${word} `,
  ` ${word},`,
  ` ${word}.`,
  ` ${word}\n`,
]);
const STATE =
  'NSW|VIC|QLD|WA|SA|TAS|ACT|NT|New South Wales|Victoria|Queensland|Tasmania|South Australia|Western Australia|A[KLRZ]|C[AOT]|FL|GA|I[ADLN]|K[SY]|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|SC|SD|T[NX]|UT|V[AT]|W[IVY]';

function isPhone({ text, start, end, value }: Match): number {
  const before = text.slice(Math.max(0, start - 40), start);
  if (PHONE_WORD.test(before) || PHONE_AFTER.test(text.slice(end, end + 40))) return 0.9;
  if (OTHER_NUMBER.test(before) || value.replaceAll(/\D/g, '').length < 8) return 0;
  // A landline without spaces looks like any other number of ten digits.
  return /^0[2378]\d{8}$/.test(value) ? 0 : 0.75;
}

/** A number of one company's or the state's services, or one that other rules know better. */
function isAnnounced({ text, start, end, value }: Match): number {
  const digits = value.replaceAll(/\D/g, '');
  if (/^1[38]0?0?\d|^\d{1,3}(?:\.\d{1,3}){3}$|^(?:19|20)\d\d-\d\d/.test(value)) return 0;
  if (OTHER_NUMBER.test(text.slice(Math.max(0, start - 40), start))) return 0;
  if (
    /^\s?(?:ms|s|rows|bytes|times|records|requests|AEST|AEDT|UTC)\b/.test(text.slice(end, end + 10))
  )
    return 0;
  return digits.length >= 7 && digits.length <= 14 ? 0.8 : 0;
}

/** Ways to reach a person. */
export const CONTACT_PATTERNS: readonly PatternRule[] = [
  {
    id: 'au-phone',
    kind: 'phone',
    class: 'CONFIDENTIAL',
    description: 'Australian mobile or landline number in its usual groups.',
    hints: [],
    before: 48,
    after: 44,
    pattern:
      /(?<![\w.+/-])(?:(?:\+|00)61[ -]?(?:\(0\)[ -]?)?[2-478](?:[ .-]?\d){8}|04\d{2}([ .-]?)\d{3}\1\d{3}|\(0[2378]\)[ -]?\d{4}[ -]?\d{4}|0[2378]([ -])\d{4}\2?\d{4}|0[2378]\d{8}|0([ .-])[2-478](?:\3\d){8})(?![\w]|[.-]\d)/dg,
    confidence: 0.75,
    accept: isPhone,
    personal: true,
    examples: [
      'call 0412 345 678',
      '(02) 9374 4000',
      '+61 412 345 678',
      'ring 0298765432 or 0412345678',
      'emergency contact: Ann Lee 0890239007',
      'my mobile 0 4 1 2 3 4 5 6 7 8',
      'M: 0298752741',
      '0796297779 is my mobile',
    ],
    counterExamples: [
      'order 0412345678',
      'batch of 0298765432',
      'took 04:12:34',
      'uuid 0412345678-1234',
    ],
  },
  {
    id: 'phone-international',
    kind: 'phone',
    class: 'CONFIDENTIAL',
    description: 'Telephone number with a country code (ITU E.164) or in North American groups.',
    hints: [],
    before: 48,
    after: 12,
    pattern:
      /(?<![\w.+/=-])(?:\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|1[ .-][2-9]\d{2}[ .-]\d{3}[ .-]\d{4}|\(\d{3}\) ?\d{3}[-. ]\d{4}|[2-9]\d{2}([-.])[2-9]\d{2}\1\d{4})(?:(?: ?x| ext\.? ?)\d{1,5})?(?![\w]|[-.:]\d)/dg,
    confidence: 0.75,
    accept: isPhone,
    personal: true,
    examples: [
      '+44 20 7946 0958',
      'call (415) 555-2671',
      'mobile 212-456-7890',
      '+33 (0)1 82 89 62 05',
      'ask at +61.7.3850.2540',
      '1-415-555-2671',
    ],
    counterExamples: [
      '+1000 points',
      'offset +0000',
      'ticket 212-456-7890',
      '2024-11-28 10:00:00 +1100',
    ],
  },
  {
    id: 'phone-labelled',
    kind: 'phone',
    class: 'CONFIDENTIAL',
    description: 'Digits after a word for telephone.',
    hints: [
      'phone',
      'mobile',
      'tel',
      'cell',
      'fax',
      'mob',
      'ph:',
      'ph.',
      'whatsapp',
      'sms',
      'contact',
    ],
    before: 10,
    after: 60,
    pattern:
      /(?<![a-z])(?:phone|telephone|mobile|mob|tel|cell|fax|ph|whatsapp|sms|contact)[ _-]?(?:numbers?|no\.?|num|#|phone)?["']?[\s:=.(>-]{1,5}(?:is|at|on|to)?\s{0,2}["'+(]{0,2}(?<value>\+?\(?\d(?:[ ().-]{0,2}\d){7,14})(?![\w]|[.:]\d)/dgi,
    confidence: 0.88,
    accept: ({ value }) =>
      /^(?:19|20)\d\d[-.]\d\d[-.]\d\d/.test(value) ||
      /^1[38]00|^\d{1,3}(?:\.\d{1,3}){3}$/.test(value)
        ? 0
        : 0.88,
    personal: true,
    examples: ['phone: 98765432', '"mobile": "61412345678"', 'Tel 555 123 4567'],
    counterExamples: ['mobile app 2.0', 'tel +', 'phone support since 2024-11-28'],
  },
  {
    id: 'phone-announced',
    kind: 'phone',
    class: 'CONFIDENTIAL',
    description: 'Digits by which somebody is to be called, texted or reached.',
    hints: [' on ', ' at ', ' to ', 'call ', 'ring ', 'dial ', 'phone '],
    before: 60,
    after: 26,
    pattern:
      /(?<![a-z-])(?:(?:call|ring|phone|text|message|reach|contact|answer|dial|fax|whatsapp|sms|speak)(?:s|es|ed|ing)?\b(?:\s{1,2}[a-z'-]{1,20}){0,4}?\s{1,2}(?:on|at|to)|(?:call|ring|dial|phone))\s{1,2}(?<value>\(?\d(?:[ ().-]{0,2}\d){6,13})(?![\w%]|[.:,]\d)/dgi,
    confidence: 0.8,
    accept: isAnnounced,
    personal: true,
    examples: [
      'please call me on 06 460 0643',
      "they're not answering at (07497) 18145",
      'stop sending messages to 37565232889',
      'ring 32 195 59 10',
    ],
    counterExamples: [
      'call 1300 123 456',
      'dial 13 22 03 for it',
      'call job 48291057',
      'messages to 37565232889 records',
      'answered at 2024-11-28 10:00',
      'contact the server at 10.0.0.12',
    ],
  },
  {
    id: 'street-address',
    kind: 'address',
    class: 'CONFIDENTIAL',
    description: 'Street address with a state and a postcode.',
    hints: STREET_HINTS,
    before: 60,
    after: 90,
    pattern: new RegExp(
      String.raw`(?<![\w.])(?:(?:unit|level|suite|apt|flat|lot)\s\w{1,5},?\s)?\d{1,5}[a-zA-Z]?(?:[\/-]\d{1,5})?\s(?:[A-Z][\w'-]{1,20}\s){1,4}(?:${STREET})\b\.?,?\s{1,3}(?:[A-Z][\w'-]{1,20},?\s){0,4}(?:${STATE}),?\s{1,2}\d{4,5}\b`,
      'dgi',
    ),
    confidence: 0.88,
    personal: true,
    examples: [
      'lives at 12 Wattle Street, Newtown NSW 2042',
      'Unit 4 88 Collins St Melbourne VIC 3000',
    ],
    counterExamples: ['1 Amazing Way to save', '3 new drives in RAID'],
  },
  {
    id: 'street-address-short',
    kind: 'address',
    class: 'CONFIDENTIAL',
    description: 'House number and street, which counts beside other things about a person.',
    hints: STREET_HINTS,
    before: 60,
    after: 4,
    pattern: new RegExp(
      String.raw`(?<![\w.])\d{1,5}[a-zA-Z]?(?:\/\d{1,5})?\s(?:[A-Z][a-z'-]{2,20}\s){1,3}(?:${STREET.split(
        '|',
      )
        .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
        .join('|')})\b`,
      'dg',
    ),
    confidence: 0.35,
    personal: true,
    examples: ['Name: Jane Citizen, 12 Wattle Street, DOB 14/03/1985'],
    counterExamples: ['12 Wattle Street'],
  },
  {
    id: 'person-labelled',
    kind: 'person',
    class: 'CONFIDENTIAL',
    description: 'A name that is called that of a customer, patient, employee or card holder.',
    hints: [
      'name',
      'customer',
      'patient',
      'holder',
      'member',
      'employee',
      'client',
      'applicant',
      'cardholder',
      'claimant',
      'policyholder',
    ],
    before: 14,
    after: 60,
    pattern:
      /(?<![A-Za-z])(?:(?:[Cc]ustomer|[Pp]atient|[Aa]ccount [Hh]older|[Cc]ard ?[Hh]older|[Mm]ember|[Ee]mployee|[Cc]lient|[Aa]pplicant|[Cc]laimant|[Pp]olicy ?[Hh]older|[Tt]axpayer|[Bb]orrower)(?:[ _-]?[Nn]ame)?|[Ff]ull[ _-]?[Nn]ame|[Ll]egal [Nn]ame)["']?[ :=]{1,3}(?:is )?["']?(?<value>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z'’]{1,15}(?:-[A-Z][a-z]{1,15})?(?: [A-Z]\.?)? [A-Z][A-Za-z'’]{1,20}(?:-[A-Z][a-z]{1,15})?)(?![a-z])/dg,
    confidence: 0.6,
    accept: ({ value }) => (NO_NAME.test(value) ? 0 : 0.6),
    personal: true,
    examples: [
      'Customer: Jane Citizen complained',
      'patient name: Dr Ann Lee',
      'Full name: Jane Mary Citizen',
    ],
    counterExamples: [
      'Customer: see the list',
      'Client VPN Endpoint',
      'Member Account Role',
      'Customer Managed Key',
    ],
  },
  {
    id: 'person-name',
    kind: 'person',
    class: 'CONFIDENTIAL',
    description:
      'A name after a title or the word name, which counts beside other things about a person.',
    hints: ['name', 'mr', 'ms', 'dr', 'miss'],
    before: 8,
    after: 50,
    pattern:
      /(?<![A-Za-z])(?:[Nn]ame["']?[ :=]{1,3}(?:is )?["']?|(?:Mr|Mrs|Ms|Miss|Dr)\.? )(?<value>[A-Z][a-z'’]{1,15}(?: [A-Z]\.?)?(?:[ -][A-Z][A-Za-z'’]{1,20}){0,2})(?![a-z])/dg,
    confidence: 0.4,
    accept: ({ value }) => (NO_NAME.test(value) ? 0 : 0.4),
    personal: true,
    examples: ['Name: Jane Citizen, DOB 14/03/1985', 'Mrs Citizen, born 3 March 1971'],
    counterExamples: ['Name: Jane Citizen', 'Mr Robot is a series'],
  },
];

const NO_NAME =
  /\b(?:Managed|Account|Endpoint|Role|Service|Key|Name|Value|VPN|Gateway|Data|Support|Portal|Table|Type|Group|Policy|Server|Cluster|Instance|Number|Id|Success|Team|Experience|Care|Relations|Reference|Identity|Access|Devices?|Side|Error|Request|Response|Name|Satisfaction|Impact|Facing|Obsessed|Workloads?|Environment|Database|System|Application|API|Center|Centre|Email|Phone|Address|Date|Status|Required|Not|Test|User|And|Or|The|Of|In|On|For|With)\b/;
