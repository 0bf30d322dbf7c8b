// expect typescript(switch-exhaustiveness-check)
export function spell(word: 'yes' | 'no'): string {
  switch (word) {
    case 'yes':
      return 'y';
  }
  return 'n';
}
