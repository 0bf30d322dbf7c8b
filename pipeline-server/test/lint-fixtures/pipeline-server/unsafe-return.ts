// expect typescript(no-unsafe-return)
export function read(text: string): { readonly id: string } {
  return JSON.parse(text);
}
