import type { NumberRule, PatternRule, StatementRule } from '../rule.ts';
import { TOLD_RULES, type ToldRule } from '../told/told-rules.ts';
import { ASSIGNMENTS } from './assignments.ts';
import { AUSTRALIAN_NUMBERS } from './australian-numbers.ts';
import { AWS_KEYS } from './aws-keys.ts';
import { AWS_PATTERNS } from './aws-patterns.ts';
import { COMMAND_SECRETS } from './command-secrets.ts';
import { CONTACT_PATTERNS } from './contact-patterns.ts';
import { CONTROL_STATEMENTS } from './control-statements.ts';
import { BANK_PATTERNS, FINANCIAL_NUMBERS } from './financial-numbers.ts';
import { INCIDENT_STATEMENTS } from './incident-statements.ts';
import { NETWORK_PATTERNS } from './network-patterns.ts';
import { PERSONAL_PATTERNS } from './personal-patterns.ts';
import { PLATFORM_TOKENS } from './platform-tokens.ts';
import { SECRET_STRUCTURES } from './secret-structures.ts';
import { SERVICE_TOKENS } from './service-tokens.ts';
import { HEALTH_STATEMENTS, STATEMENT_RULES } from './statements.ts';
import { VULNERABILITY_STATEMENTS } from './vulnerability-statements.ts';

/** The rules of one detector, by how they look. */
export interface RuleSet {
  readonly patterns: readonly PatternRule[];
  readonly numbers: readonly NumberRule[];
  readonly statements: readonly StatementRule[];
  readonly told: readonly ToldRule[];
}

/** The rules that the product brings. */
export const BUILT_IN_RULES: RuleSet = {
  patterns: [
    ...PLATFORM_TOKENS,
    ...SERVICE_TOKENS,
    ...COMMAND_SECRETS,
    ...AWS_KEYS,
    ...SECRET_STRUCTURES,
    ...ASSIGNMENTS,
    ...AWS_PATTERNS,
    ...PERSONAL_PATTERNS,
    ...CONTACT_PATTERNS,
    ...BANK_PATTERNS,
    ...NETWORK_PATTERNS,
  ],
  numbers: [...AUSTRALIAN_NUMBERS, ...FINANCIAL_NUMBERS],
  statements: [
    ...STATEMENT_RULES,
    ...INCIDENT_STATEMENTS,
    ...CONTROL_STATEMENTS,
    ...VULNERABILITY_STATEMENTS,
    ...HEALTH_STATEMENTS,
  ],
  told: TOLD_RULES,
};
