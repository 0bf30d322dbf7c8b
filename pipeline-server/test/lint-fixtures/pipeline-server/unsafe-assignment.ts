// expect typescript(no-unsafe-assignment)
export function read(text: string): unknown {
  const parsed = JSON.parse(text);
  return parsed;
}
