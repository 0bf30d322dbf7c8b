/**
 * Writes Node's warnings as plain lines, but for the AWS SDK's announcement of the Node versions that it will leave: it
 * would come with every run, and `xops doctor` says so where it belongs.
 */
export function writeProcessWarnings(write: (line: string) => void): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (!message.startsWith('NodeVersionSupportWarning')) write(`${name}: ${message}`);
  });
}
