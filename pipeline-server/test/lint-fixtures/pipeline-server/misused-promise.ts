// expect typescript(no-misused-promises)
export function check(work: () => Promise<boolean>): string {
  return work() ? 'yes' : 'no';
}
