/** A class of Cost Explorer's record types whose rows are written the same way. */
export interface RecordClass {
  readonly name: string;
  readonly chargeCategory: 'Usage' | 'Purchase' | 'Tax' | 'Credit' | 'Adjustment';
  readonly chargeFrequency: 'One-Time' | 'Recurring' | 'Usage-Based';
  readonly pricingCategory: 'Committed' | null;
  /** True for fees that pay for a commitment: their effective cost is that of the usage they cover. */
  readonly buysCommitment: boolean;
  /** Which record types belong to it; spelled without spaces and in lower case. */
  readonly holds: (recordType: string) => boolean;
}

const oneOf = (...names: readonly string[]) => {
  const known = new Set(names);
  return (recordType: string) => known.has(recordType);
};

const PLAIN = { pricingCategory: null, buysCommitment: false } as const;

/**
 * Every record type belongs to the first class that holds it. Covered usage and its negation are read together: the one
 * is billed at full price and the other takes that back, so that what is left is the BilledCost of 0 that FOCUS wants.
 */
const RECORD_CLASSES: readonly RecordClass[] = [
  {
    ...PLAIN,
    name: 'usage',
    chargeCategory: 'Usage',
    chargeFrequency: 'Usage-Based',
    holds: oneOf('usage'),
  },
  {
    ...PLAIN,
    name: 'covered usage',
    chargeCategory: 'Usage',
    chargeFrequency: 'Usage-Based',
    pricingCategory: 'Committed',
    holds: oneOf('discountedusage', 'savingsplancoveredusage', 'savingsplannegation'),
  },
  {
    ...PLAIN,
    name: 'commitment fees',
    chargeCategory: 'Purchase',
    chargeFrequency: 'Recurring',
    buysCommitment: true,
    holds: oneOf('rifee', 'recurringreservationfee', 'savingsplanrecurringfee'),
  },
  {
    ...PLAIN,
    name: 'upfront commitment fees',
    chargeCategory: 'Purchase',
    chargeFrequency: 'One-Time',
    buysCommitment: true,
    holds: oneOf('savingsplanupfrontfee', 'upfrontreservationfee'),
  },
  {
    ...PLAIN,
    name: 'support',
    chargeCategory: 'Purchase',
    chargeFrequency: 'Recurring',
    holds: oneOf('support', 'supportfee'),
  },
  {
    ...PLAIN,
    name: 'fees',
    chargeCategory: 'Purchase',
    chargeFrequency: 'One-Time',
    holds: oneOf('fee', 'otherout-of-cyclecharges'),
  },
  {
    ...PLAIN,
    name: 'tax',
    chargeCategory: 'Tax',
    chargeFrequency: 'One-Time',
    holds: oneOf('tax'),
  },
  {
    ...PLAIN,
    name: 'credits',
    chargeCategory: 'Credit',
    chargeFrequency: 'One-Time',
    holds: oneOf('credit'),
  },
  {
    ...PLAIN,
    name: 'adjustments',
    chargeCategory: 'Adjustment',
    chargeFrequency: 'One-Time',
    holds: () => true,
  },
];

/** Most classes that can occur. */
export const RECORD_CLASS_COUNT = RECORD_CLASSES.length;

/** A class with those of its record types that occur. */
export interface OccurringClass {
  readonly recordClass: RecordClass;
  /** As Cost Explorer spells them, sorted. */
  readonly recordTypes: readonly string[];
}

/** Sorts record types into classes; classes without any are left out. */
export function classifyRecordTypes(recordTypes: Iterable<string>): readonly OccurringClass[] {
  const names = [...new Set(recordTypes)].toSorted();
  return RECORD_CLASSES.map((recordClass) => ({
    recordClass,
    recordTypes: names.filter((name) => classOf(name) === recordClass),
  })).filter((found) => found.recordTypes.length > 0);
}

function classOf(recordType: string): RecordClass | undefined {
  const spelled = recordType.toLowerCase().replaceAll(' ', '');
  return RECORD_CLASSES.find(({ holds }) => holds(spelled));
}
