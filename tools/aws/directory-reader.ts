import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import {
  listGroupMemberships,
  listGroups,
  listInstances,
  listUsers,
} from './directory-operations.ts';
import type { Read } from './reading.ts';

/** A person of the directory, and the groups that they are in. */
export interface DirectoryUser {
  readonly id: string;
  /** Signs in with it. */
  readonly name: string;
  readonly displayName: string;
  /** `ENABLED`, `DISABLED`, or null where the directory does not say. */
  readonly status: string | null;
  readonly evidence: string;
}

/** A group of the directory with the ids of its members. */
export interface DirectoryGroup {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly evidence: readonly string[];
}

/** An Identity Center directory as a whole. */
export interface Directory {
  /** `d-…` */
  readonly id: string;
  readonly users: readonly DirectoryUser[];
  readonly groups: readonly DirectoryGroup[];
}

/** Reads the directories of Identity Center: one request for each hundred users or groups, and one or more for each group. */
export interface DirectoryReader {
  /** @throws AnalysisError `unavailable` when there is no Identity Center in the home Region */
  directories(): Promise<readonly Directory[]>;
}

const PAGE = 100;

/** A reader for one run. */
export function createDirectoryReader(read: Read): DirectoryReader {
  return {
    async directories() {
      const instances = await read(listInstances, { MaxResults: 100 });
      if (instances.length === 0) throw notThere();
      const ids = [...new Set(instances.map(({ item }) => item.IdentityStoreId))];
      return Promise.all(ids.map((id) => readDirectory(read, id)));
    },
  };
}

function notThere(): AnalysisError {
  return new AnalysisError(
    'unavailable',
    'sso-admin:ListInstances shows no Identity Center in the home Region. Set XOPS_AWS_REGION to the Region of Identity Center, and use the management account or its delegated administrator.',
  );
}

async function readDirectory(read: Read, id: string): Promise<Directory> {
  const store = { IdentityStoreId: id, MaxResults: PAGE };
  const [users, groups] = await Promise.all([read(listUsers, store), read(listGroups, store)]);
  return {
    id,
    users: users.map(({ item, evidence }) => ({
      id: item.UserId,
      name: item.UserName ?? item.DisplayName ?? item.UserId,
      displayName: item.DisplayName ?? item.UserName ?? item.UserId,
      status: item.UserStatus ?? null,
      evidence,
    })),
    groups: await Promise.all(
      groups.map(({ item, evidence }) => readGroup(read, store, { ...item, evidence })),
    ),
  };
}

async function readGroup(
  read: Read,
  store: { readonly IdentityStoreId: string; readonly MaxResults: number },
  group: { readonly GroupId: string; readonly DisplayName?: string; readonly evidence: string },
): Promise<DirectoryGroup> {
  const { GroupId, DisplayName, evidence } = group;
  const members = await read(listGroupMemberships, { ...store, GroupId });
  return {
    id: GroupId,
    name: DisplayName ?? GroupId,
    members: members.flatMap(({ item }) => item.MemberId?.UserId ?? []),
    evidence: [...new Set([evidence, ...members.map((each) => each.evidence)])],
  };
}
