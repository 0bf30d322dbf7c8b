/** What joins, redirects or substitutes commands outside quotes, and what double quotes do not keep from it. */
const OPERATORS: ReadonlySet<string> = new Set([';', '|', '&', '<', '>', '`', '\n', '\r']);

/**
 * True when a command line is more than one command: joined, redirected, substituted, or with a quote that never ends. It is
 * a second look beside the parser, which knows what the command does.
 */
export function isJoined(command: string): boolean {
  let quote = '';
  for (let at = 0; at < command.length; at += 1) {
    const sign = command.charAt(at);
    if (sign === '\\' && quote !== "'") at += 1;
    else if (quote !== '' && sign === quote) quote = '';
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
    else if (quote !== "'" && isSubstitution(command, at)) return true;
    else if (quote === '' && OPERATORS.has(sign)) return true;
  }
  return quote !== '';
}

function isSubstitution(command: string, at: number): boolean {
  return command.charAt(at) === '`' || command.startsWith('$(', at);
}
