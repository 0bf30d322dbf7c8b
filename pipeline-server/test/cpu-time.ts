/** CPU time that a piece of work takes, in milliseconds. Unlike the time on the clock, a busy machine hardly changes it. */
export function cpuTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
