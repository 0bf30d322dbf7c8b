import type { PatternRule } from '../rule.ts';
import { isStandIn } from '../secret-value.ts';

/** A vendor's token: its name, the fixed part by which it is known, its full shape, and one that is of the shape but no one's. */
interface VendorToken {
  readonly id: string;
  readonly vendor: string;
  readonly hints: readonly string[];
  readonly shape: string;
  readonly example: string;
}

/** The rule that finds tokens of a vendor. */
export function vendorRule(token: VendorToken): PatternRule {
  return {
    id: token.id,
    kind: 'vendor-token',
    class: 'RESTRICTED',
    description: `Token, key or webhook of ${token.vendor}, by the mark that it carries.`,
    hints: token.hints,
    before: 60,
    after: 400,
    pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${token.shape})`, 'dg'),
    confidence: 0.97,
    accept: ({ value }) =>
      isStandIn(value) || (!/\d/.test(value) && token.id !== 'huggingface-token') ? 0 : 0.97,
    joins: true,
    examples: [`use ${token.example} for it`],
    counterExamples: [`use ${token.example.slice(0, 9)} for it`],
  };
}
