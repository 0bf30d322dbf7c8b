import { describe, expect, it } from 'vitest';
import type { Person } from '../../contracts/approvals.ts';
import { samplePerson, samplePlan } from '../../test/approval-samples.ts';
import { ApproversPolicyError, openApprovers } from './cedar-approvers.ts';
import { DEFAULT_APPROVERS } from './default-approvers.ts';

const QUORUM = { low: 1, medium: 1, high: 2, critical: 2 };
const GROUPS = ['approvers', 'production-approvers', 'finops'];
const ERIN = samplePerson('erin@example.com', { groups: [] });
const PRODUCTION = { resources: 1, accounts: 1, regions: 1, production: true };

async function open(policy = DEFAULT_APPROVERS) {
  const logged: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (_fields: object, text: string) => void logged.push(text),
  };
  const approvers = await openApprovers({
    policy,
    source: 'test',
    quorum: QUORUM,
    groups: GROUPS,
    log,
  });
  const may = (groups: readonly string[], plan = samplePlan()) =>
    approvers.mayApprove(samplePerson('mary@example.com', { groups }), { plan, requester: ERIN });
  return { ...approvers, may, logged };
}

describe('the policy of approvers', () => {
  it('lets approvers decide outside production, and the others on everything', async () => {
    const { may } = await open();
    const careful = samplePlan({ risk: 'high' });
    const production = samplePlan({ blastRadius: PRODUCTION });
    expect(await may(['approvers'])).toBe(true);
    expect(await may(['approvers'], careful)).toBe(false);
    expect(await may(['approvers'], production)).toBe(false);
    expect(await may(['production-approvers'], careful)).toBe(true);
    expect(await may(['production-approvers'], production)).toBe(true);
    expect(await may(['finops'])).toBe(false);
    expect(await may([])).toBe(false);
  });

  it.each<[string, Parameters<typeof samplePlan>[0], Partial<Person>, number, RegExp]>([
    ['low risk', {}, {}, 1, /risk is low/],
    ['high risk', { risk: 'high' }, {}, 2, /risk is high/],
    ['production', { blastRadius: PRODUCTION }, {}, 2, /production/],
    ['a requester whom nothing proves', {}, { proof: 'unsigned' }, 2, /not proved who asks/],
    ['a requester who is a key', {}, { proof: 'api-key' }, 2, /not proved who asks/],
  ])('wants for %s so many people', async (...[, plan, over, quorum, reason]) => {
    const approvers = await open();
    const routing = await approvers.routingFor(samplePlan(plan), { ...ERIN, ...over });
    expect(routing.quorum).toBe(quorum);
    expect(routing.reason).toMatch(reason);
  });

  it('says which groups could approve', async () => {
    const approvers = await open();
    expect((await approvers.routingFor(samplePlan(), ERIN)).groups).toEqual([
      'approvers',
      'production-approvers',
    ]);
    expect((await approvers.routingFor(samplePlan({ risk: 'critical' }), ERIN)).groups).toEqual([
      'production-approvers',
    ]);
  });

  it('of another kind is followed: by executor, account and proof', async () => {
    const { may } = await open(`
permit (principal in Group::"finops", action == Action::"approve", resource)
when { resource.executors.contains("ec2.stop-instance") && context.proof == "oidc" };
forbid (principal, action, resource) when { resource.accounts.contains("999999999999") };`);
    expect(await may(['finops'])).toBe(true);
    const [action] = samplePlan().actions;
    const elsewhere =
      action?.targets.map((target) => ({ ...target, accountId: '999999999999' })) ?? [];
    expect(
      await may(['finops'], samplePlan({ actions: [{ ...action, targets: elsewhere } as never] })),
    ).toBe(false);
  });

  it('whose forbidding condition fails permits nothing', async () => {
    const { may } = await open(`
permit (principal, action, resource);
forbid (principal, action, resource) when { resource.resources + 9223372036854775807 > 0 };`);
    expect(await may(['approvers'])).toBe(false);
  });

  it.each([
    ['no Cedar', 'permit everything;', /line 1/],
    [
      'an attribute that there is none of',
      '\n\npermit (principal, action, resource) when { resource.colour == "red" };',
      /line 3.*colour/,
    ],
    ['a wrong type', 'permit (principal, action, resource) when { resource.risk > 3 };', /line 1/],
  ])('with %s is refused, with the line', async (_name, policy, reason) => {
    await expect(open(policy)).rejects.toThrow(ApproversPolicyError);
    await expect(open(policy)).rejects.toThrow(reason);
  });
});
