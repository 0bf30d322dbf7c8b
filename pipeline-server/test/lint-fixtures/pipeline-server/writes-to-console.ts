// expect eslint(no-console)
export function greet(): void {
  console.log('hello');
}
