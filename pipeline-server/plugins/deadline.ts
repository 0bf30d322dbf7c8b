/**
 * Waits for some work, but not for ever. The work itself cannot be stopped; its late result is dropped.
 * @throws Error naming the work when the time is up; else what the work throws.
 */
export async function withDeadline<T>(
  work: () => Promise<T> | T,
  options: { readonly milliseconds: number; readonly what: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    const late = new Error(`${options.what} did not finish within ${options.milliseconds} ms.`);
    timer = setTimeout(reject, options.milliseconds, late);
  });
  try {
    return await Promise.race([Promise.resolve().then(work), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
