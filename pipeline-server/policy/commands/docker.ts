import type { CommandTable, Options } from './command-table.ts';

const FORM: Options = {
  '--format': 'value',
  '-q': 'flag',
  '--quiet': 'flag',
  '--no-trunc': 'flag',
  '--filter': 'value',
  '-f': 'value',
};
const ALL: Options = { ...FORM, '-a': 'flag', '--all': 'flag' };
const NAME = /^[A-Za-z0-9][\w.:/-]*$/;

/** Docker. Inspecting shows variables of the environment, which is where secrets are put. */
export const docker: CommandTable = {
  program: 'docker',
  reads: [
    { words: 'ps', options: { ...ALL, '-s': 'flag', '-n': /^\d+$/ } },
    { words: 'container ls', options: ALL },
    { words: 'images', options: { ...ALL, '--digests': 'flag' }, operands: NAME },
    { words: 'image ls', options: ALL, operands: NAME },
    { words: 'volume ls', options: FORM },
    { words: 'network ls', options: FORM },
    {
      words: 'logs',
      options: {
        '--tail': /^\d+$/,
        '-n': /^\d+$/,
        '--since': 'value',
        '--until': 'value',
        '-t': 'flag',
        '--timestamps': 'flag',
      },
      operands: NAME,
    },
    {
      words: 'stats',
      options: { '--no-stream': 'flag', '-a': 'flag' },
      operands: NAME,
      needs: ['--no-stream'],
    },
    { words: 'top', operands: NAME },
    { words: 'port', operands: NAME },
    { words: 'system df' },
    { words: 'version' },
    { words: '--version' },
    { words: 'info' },
  ],
  writes: {
    run: 'It starts a program.',
    exec: 'It runs a command in a container.',
    cp: 'It copies files into or out of a container.',
    build: 'It runs the commands of a file.',
    pull: 'It downloads an image.',
    push: 'It publishes an image.',
    rm: 'It removes a container.',
    rmi: 'It removes an image.',
    stop: 'It stops a container.',
    kill: 'It stops a container.',
    start: 'It starts a container.',
    inspect: 'It shows variables of the environment, where secrets are put.',
    login: 'It keeps credentials.',
    'system prune': 'It removes containers, networks and images.',
    compose: 'It reads a file that says what to start.',
  },
};
