import type { RuleFacts } from '../rule.ts';
import type { Told } from './model.ts';

/** A rule on what a piece of text tells of as a whole, by trained weights. */
export interface ToldRule extends RuleFacts {
  readonly kind: Told;
}

/** What people tell in words of which no list is complete. */
export const TOLD_RULES: readonly ToldRule[] = [
  {
    id: 'incident-in-words',
    kind: 'incident',
    class: 'RESTRICTED',
    paragraph: '35',
    description: 'That something happened to the own house, in any words.',
    examples: [
      'Two boxes of signed loan contracts went missing when our archive was burgled on Sunday',
      'the contractor siphoned off our price list and mailed it to his new employer last week',
      'Members saw the balances of strangers in our app for half an hour yesterday',
    ],
    counterExamples: [
      'Our website was slow yesterday, the cache was cold after the release',
      'What should we do when a laptop is stolen?',
      'If data could be read by outsiders, tell the privacy officer at once',
      'Three disks failed in our array last night, the rebuild is done',
    ],
  },
  {
    id: 'control-weakness-in-words',
    kind: 'control-weakness',
    class: 'RESTRICTED',
    paragraph: '36',
    description: 'That a control of the own house is missing or does not work, in any words.',
    examples: [
      'Our administrators all sign in with one password that is on a sticky note',
      "we've never restored the ledger from tape and nobody knows whether it can be done",
      'half of our servers have no endpoint protection and the rest is out of date',
    ],
    counterExamples: [
      'Backups are restored once a year in an isolated account',
      'Which of our servers have no endpoint protection?',
      'There is no dashboard for our queue yet, please make one',
      'Ensure that nobody shares the administrator password',
    ],
  },
  {
    id: 'vulnerability-in-words',
    kind: 'vulnerability',
    class: 'CONFIDENTIAL',
    paragraph: '21',
    description: 'That an own system has a flaw that is not fixed, in any words.',
    examples: [
      'the booking form of our clinic lets anybody read other patients by raising the id, known since May, no fix',
      'Our gateway runs firmware with a published exploit and we cannot patch it before June',
    ],
    counterExamples: [
      'This release fixes a flaw that let users read invoices of others',
      'How do I find out whether my gateway is vulnerable?',
      'open critical CVEs per account',
    ],
  },
];
