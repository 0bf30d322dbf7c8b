import type { Route } from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import type { DataClass } from '../contracts/sovereignty.ts';
import type { GateAction } from '../contracts/sovereignty-gate.ts';
import type { Policy } from './load-policy.ts';
import type { PolicyRule } from './policy-schema.ts';

/** What a policy is asked. */
export interface PolicyQuestion {
  readonly class: DataClass;
  readonly purpose: string;
  readonly principal: Pick<Principal, 'id' | 'email' | 'groups' | 'roles' | 'proof'>;
}

/** What a policy says. */
export interface Verdict {
  readonly action: GateAction;
  readonly rule: string;
  /** Why, and what to do. */
  readonly reason: string;
  /** Whether a route may be used for what the rule lets out. */
  readonly permits: (route: Route) => boolean;
}

/** The first rule that fits decides. */
export function decide(policy: Policy, question: PolicyQuestion): Verdict {
  const rule = policy.rules.find((each) => fits(each, question));
  if (rule === undefined) return NO_RULE;
  const { id, action, reason, remedy } = rule;
  return {
    action,
    rule: id,
    reason: remedy === undefined ? reason : `${reason} ${remedy}`,
    permits: (route) => permits(rule, route),
  };
}

const NO_RULE: Verdict = {
  action: 'block',
  rule: 'no-rule',
  reason: 'No rule of the policy is for this chat. Ask an admin to add one.',
  permits: () => false,
};

function fits(rule: PolicyRule, { class: dataClass, purpose, principal }: PolicyQuestion): boolean {
  return (
    rule.classes.includes(dataClass) &&
    (rule.purposes?.includes(purpose) ?? true) &&
    isFor(rule, principal)
  );
}

/** A rule for certain people is for those only whose identity is proved. */
function isFor(
  { users, groups, roles }: PolicyRule,
  { id, email, groups: own, roles: held, proof }: PolicyQuestion['principal'],
): boolean {
  if (users === undefined && groups === undefined && roles === undefined) return true;
  if (proof !== 'jwt' && proof !== 'oidc') return false;
  return (
    (users?.some((user) => user === id || user === email) ?? true) &&
    (groups?.some((group) => own.includes(group)) ?? true) &&
    (roles?.some((role) => held.includes(role)) ?? true)
  );
}

function permits(rule: PolicyRule, route: Route): boolean {
  return (
    (rule.places?.includes(route.place) ?? false) &&
    (rule.routes?.includes(route.id) ?? true) &&
    (rule.regions === undefined || route.region === null || rule.regions.includes(route.region)) &&
    (rule.retention !== 'none' || route.place === 'local' || route.promptCache === null) &&
    isWithin(rule.jurisdictions, route)
  );
}

/** What is local is nowhere else. A route that is bound to no country may be anywhere. */
function isWithin(allowed: readonly string[] | undefined, route: Route): boolean {
  if (allowed === undefined || route.place === 'local') return true;
  return (
    route.jurisdiction.length > 0 && route.jurisdiction.every((each) => allowed.includes(each))
  );
}
