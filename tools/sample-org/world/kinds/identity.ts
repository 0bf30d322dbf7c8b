import { configTime, daysAgo, randomAt, scaledCount } from '../place.ts';
import type { Random } from '../random.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import type { Json, Place } from '../types.ts';

const ADMINISTRATOR = 'AdministratorAccess';

function policies(random: Random, adminShare: number): readonly Json[] {
  const name = random.chance(adminShare)
    ? ADMINISTRATOR
    : random.pick(['ReadOnlyAccess', 'PowerUserAccess', 'SecurityAudit']);
  return [{ policyName: name, policyArn: `arn:aws:iam::aws:policy/${name}` }];
}

function iamArn(place: Place, resource: string): string {
  return `arn:aws:iam::${place.account.id}:${resource}`;
}

function iamId(place: Place, prefix: string, index: number): string {
  return prefix + randomAt(place, prefix, index).hex(17).toUpperCase();
}

const PEOPLE = ['deploy', 'jenkins', 'backup', 'amelia', 'noah', 'priya', 'liam', 'terraform'];

/** IAM users: machines with keys and a few people who should use single sign-on. */
export const iamUser = defineKind({
  type: 'AWS::IAM::User',
  scope: 'global',
  count: (place) => 1 + scaledCount(place, 'AWS::IAM::User', 0.02),
  parts: (place, index, random) => {
    const name = `${random.pick(PEOPLE)}-${index + 1}`;
    const createdAt = daysAgo(place, 40 + 1400 * random.next());
    const direct = random.chance(0.4);
    return {
      id: iamId(place, 'AIDA', index),
      arn: iamArn(place, `user/${name}`),
      name,
      createdAt,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        userName: name,
        userId: iamId(place, 'AIDA', index),
        path: '/',
        createDate: configTime(createdAt),
        groupList: direct ? [] : ['engineers'],
        attachedManagedPolicies: direct ? policies(random, 0.35) : [],
        userPolicyList: random.chance(0.15) ? [{ policyName: 'inline' }] : [],
      },
    };
  },
});

/** IAM groups. */
export const iamGroup = defineKind({
  type: 'AWS::IAM::Group',
  scope: 'global',
  count: () => 2,
  parts: (place, index) => {
    const name = index === 0 ? 'engineers' : 'administrators';
    const policyName = index === 0 ? 'PowerUserAccess' : ADMINISTRATOR;
    return {
      id: iamId(place, 'AGPA', index),
      arn: iamArn(place, `group/${name}`),
      name,
      createdAt: place.account.joined,
      configuration: {
        groupName: name,
        groupId: iamId(place, 'AGPA', index),
        path: '/',
        createDate: configTime(place.account.joined),
        attachedManagedPolicies: [
          { policyName, policyArn: `arn:aws:iam::aws:policy/${policyName}` },
        ],
      },
    };
  },
});

/** IAM roles; a third have not been used for a long time. */
export const iamRole = defineKind({
  type: 'AWS::IAM::Role',
  scope: 'global',
  count: 0.06,
  parts: (place, index, random) => {
    const name = `${place.account.team}-${random.pick(['deploy', 'lambda', 'task', 'node', 'audit'])}-${index + 1}`;
    const createdAt = daysAgo(place, 100 + 1200 * random.next());
    const used = daysAgo(
      place,
      random.chance(0.65) ? 10 * random.next() : 95 + 400 * random.next(),
    );
    return {
      id: iamId(place, 'AROA', index),
      arn: iamArn(place, `role/${name}`),
      name,
      createdAt,
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        roleName: name,
        roleId: iamId(place, 'AROA', index),
        path: random.chance(0.1) ? '/aws-service-role/' : '/',
        createDate: configTime(createdAt),
        attachedManagedPolicies: policies(random, 0.08),
        ...(random.chance(0.9)
          ? { roleLastUsed: { lastUsedDate: configTime(used), region: 'ap-southeast-2' } }
          : {}),
      },
    };
  },
});

/** Certificates kept in IAM, as was done before ACM. */
export const iamServerCertificate = defineKind({
  type: 'AWS::IAM::ServerCertificate',
  scope: 'global',
  count: 0.001,
  parts: (place, index, random) => {
    const name = `legacy-${place.account.team}-${index + 1}`;
    return {
      id: iamId(place, 'ASCA', index),
      arn: iamArn(place, `server-certificate/${name}`),
      name,
      createdAt: daysAgo(place, 900 + 600 * random.next()),
      configuration: { ServerCertificateName: name, Path: '/' },
    };
  },
});
