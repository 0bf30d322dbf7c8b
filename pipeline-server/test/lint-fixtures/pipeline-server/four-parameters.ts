// expect eslint(max-params)
export function add(first: number, second: number, third: number, fourth: number): number {
  return first + second + third + fourth;
}
