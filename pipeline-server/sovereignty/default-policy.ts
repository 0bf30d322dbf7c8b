import type { WrittenPolicy } from './policy-schema.ts';

/**
 * The policy of a server that is given no other: for a regulated Australian entity that holds AWS identifiers to be
 * confidential. It is a control of the entity's own under paragraphs 20 to 22 of CPS 234, which names no classes and forbids
 * no place.
 */
export const DEFAULT_POLICY: WrittenPolicy = {
  version: 1,
  name: 'default',
  unscannable: 'RESTRICTED',
  rules: [
    {
      id: 'open-data',
      classes: ['PUBLIC', 'INTERNAL'],
      action: 'allow',
      places: ['local', 'vpc', 'cloud'],
      reason: 'Nothing sensitive was found.',
    },
    {
      id: 'confidential-in-australia',
      classes: ['CONFIDENTIAL'],
      action: 'route-local',
      places: ['local', 'vpc'],
      jurisdictions: ['AU'],
      reason:
        'The chat holds confidential data, such as account ids, internal hosts or customer contacts.',
      remedy:
        'It is answered on your own network or in Australia; take the data out to use another model.',
    },
    {
      id: 'restricted-stays-local',
      classes: ['RESTRICTED'],
      action: 'route-local',
      places: ['local'],
      retention: 'none',
      reason:
        'The chat holds restricted data, such as credentials, tax file numbers, card numbers or an incident.',
      remedy:
        'It is answered on your own network only; start a new chat without the data to use another model.',
    },
  ],
  cases: [
    { text: 'How do I resize an EBS volume?', expect: { action: 'allow', rule: 'open-data' } },
    {
      text: 'The tax file number of the applicant is 876 543 210.',
      expect: { class: 'RESTRICTED', action: 'route-local' },
    },
    {
      text: 'Why does arn:aws:iam::222233334449:role/payroll-export fail?',
      expect: { class: 'CONFIDENTIAL', rule: 'confidential-in-australia' },
    },
  ],
};
