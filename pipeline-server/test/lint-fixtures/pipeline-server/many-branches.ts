// expect eslint(complexity)
export function count(text: string): number {
  let found = 0;
  if (text.includes('a')) found += 1;
  if (text.includes('b')) found += 1;
  if (text.includes('c')) found += 1;
  if (text.includes('d')) found += 1;
  if (text.includes('e')) found += 1;
  if (text.includes('f')) found += 1;
  if (text.includes('g')) found += 1;
  if (text.includes('h')) found += 1;
  if (text.includes('i')) found += 1;
  if (text.includes('j')) found += 1;
  if (text.includes('k')) found += 1;
  if (text.includes('l')) found += 1;
  if (text.includes('m')) found += 1;
  if (text.includes('n')) found += 1;
  if (text.includes('o')) found += 1;
  return found;
}
