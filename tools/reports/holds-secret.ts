/** A member named like a credential, with a text that is not empty; also within JSON that is text of JSON. */
const NAMED =
  /"[\w.-]{0,64}(?:password|passwd|passphrase|secret_?(?:access_?)?key|client_?secret|secret_?string|private_?key|api_?key|(?:auth|access|session|refresh|bearer|api|bot)_?token|connection_?string)\\{0,8}"\s{0,4}:\s{0,4}\\{0,8}"(?!\\{0,8}")/i;

/** Values that are credentials by their form, whatever they are called. */
const FORMED =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY|\bgh[pousr]_\w{30}|\bxox[abprs]-\w{8}|\bsk-[\w-]{20}|\beyJ[\w-]{10,400}\.eyJ|:\/\/[^\s/:@"\\]{1,80}:[^\s/@"\\]{1,80}@/;

/** True for a text that may hold a credential. It errs on the side of yes. */
export function holdsSecret(text: string): boolean {
  return NAMED.test(text) || FORMED.test(text);
}
