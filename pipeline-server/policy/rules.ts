import costBeforeChange from './rules/cost-before-change.json' with { type: 'json' };
import dataIsData from './rules/data-is-data.json' with { type: 'json' };
import evidenceBeforeClaims from './rules/evidence-before-claims.json' with { type: 'json' };
import exactPlan from './rules/exact-plan.json' with { type: 'json' };
import fourEyes from './rules/four-eyes.json' with { type: 'json' };
import freezesHold from './rules/freezes-hold.json' with { type: 'json' };
import freshEvidence from './rules/fresh-evidence.json' with { type: 'json' };
import onceOnly from './rules/once-only.json' with { type: 'json' };
import oneCommand from './rules/one-command.json' with { type: 'json' };
import ownersAreAsked from './rules/owners-are-asked.json' with { type: 'json' };
import peopleDecide from './rules/people-decide.json' with { type: 'json' };
import principleCoordination from './rules/principle-coordination.json' with { type: 'json' };
import principleReadOnly from './rules/principle-read-only.json' with { type: 'json' };
import secretsStayInStores from './rules/secrets-stay-in-stores.json' with { type: 'json' };
import smallSteps from './rules/small-steps.json' with { type: 'json' };
import stayInBounds from './rules/stay-in-bounds.json' with { type: 'json' };
import wayBackFirst from './rules/way-back-first.json' with { type: 'json' };

/** A rule of operations, as people and models are told it. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly references: readonly string[];
  /** Ids of hooks that enforce it. */
  readonly hooks: readonly string[];
  /** True when no hook enforces it. */
  readonly guidanceOnly: boolean;
}

/** The rules, each from its own file. */
export const RULES: readonly Rule[] = [
  costBeforeChange,
  dataIsData,
  evidenceBeforeClaims,
  exactPlan,
  fourEyes,
  freezesHold,
  freshEvidence,
  onceOnly,
  oneCommand,
  ownersAreAsked,
  peopleDecide,
  principleCoordination,
  principleReadOnly,
  secretsStayInStores,
  smallSteps,
  stayInBounds,
  wayBackFirst,
];
