import type { CommandTable, Options } from './command-table.ts';

/**
 * A revision or a path inside the working folder: no option, no root, no way up. Outside a repository `git diff` compares any
 * two files.
 */
const INSIDE = /^(?!.*(?:^|[/:])\.\.(?:\/|$))[\w@][\w@.:^~{}+/-]*$/;
const SHORT_TEXT = /^[\w .,:/@%*+-]+$/;

const LOG: Options = {
  '--oneline': 'flag',
  '--stat': 'flag',
  '--shortstat': 'flag',
  '--name-only': 'flag',
  '--name-status': 'flag',
  '--graph': 'flag',
  '--decorate': 'flag',
  '--all': 'flag',
  '--no-merges': 'flag',
  '--merges': 'flag',
  '--first-parent': 'flag',
  '--reverse': 'flag',
  '--no-color': 'flag',
  '--no-pager': 'flag',
  '--patch': 'flag',
  '-p': 'flag',
  '-n': /^\d+$/,
  '--max-count': /^\d+$/,
  '--since': SHORT_TEXT,
  '--after': SHORT_TEXT,
  '--until': SHORT_TEXT,
  '--before': SHORT_TEXT,
  '--author': SHORT_TEXT,
  '--grep': SHORT_TEXT,
  '--format': SHORT_TEXT,
  '--pretty': SHORT_TEXT,
  '--date': SHORT_TEXT,
};
const DIFF: Options = {
  '--stat': 'flag',
  '--shortstat': 'flag',
  '--name-only': 'flag',
  '--name-status': 'flag',
  '--cached': 'flag',
  '--staged': 'flag',
  '--no-color': 'flag',
  '--no-ext-diff': 'flag',
  '--word-diff': 'flag',
};
const LIST: Options = {
  '-a': 'flag',
  '--all': 'flag',
  '-r': 'flag',
  '--remotes': 'flag',
  '-v': 'flag',
  '-vv': 'flag',
  '--list': 'flag',
  '-l': 'flag',
  '--show-current': 'flag',
  '--sort': SHORT_TEXT,
};

/** git. Options before its command (`-c`, `-C`, `--git-dir`) set programs that it starts, or lead elsewhere. */
export const git: CommandTable = {
  program: 'git',
  reads: [
    {
      words: 'status',
      options: {
        '-s': 'flag',
        '--short': 'flag',
        '-b': 'flag',
        '--branch': 'flag',
        '--porcelain': 'flag',
      },
    },
    { words: 'log', options: LOG, operands: INSIDE },
    { words: 'show', options: LOG, operands: INSIDE },
    { words: 'diff', options: DIFF, operands: INSIDE },
    {
      words: 'shortlog',
      options: {
        '-s': 'flag',
        '-n': 'flag',
        '-e': 'flag',
        '-sn': 'flag',
        '-sne': 'flag',
        '--no-merges': 'flag',
      },
      operands: INSIDE,
    },
    { words: 'blame', options: { '-L': SHORT_TEXT, '-w': 'flag' }, operands: INSIDE },
    {
      words: 'rev-parse',
      options: {
        '--short': 'flag',
        '--abbrev-ref': 'flag',
        '--show-toplevel': 'flag',
        '--verify': 'flag',
      },
      operands: INSIDE,
    },
    {
      words: 'rev-list',
      options: { '--count': 'flag', '-n': /^\d+$/, '--all': 'flag' },
      operands: INSIDE,
    },
    {
      words: 'ls-files',
      options: {
        '-m': 'flag',
        '-o': 'flag',
        '--others': 'flag',
        '--modified': 'flag',
        '--exclude-standard': 'flag',
      },
      operands: INSIDE,
    },
    { words: 'ls-tree', options: { '-r': 'flag', '--name-only': 'flag' }, operands: INSIDE },
    {
      words: 'describe',
      options: { '--tags': 'flag', '--always': 'flag', '--dirty': 'flag' },
      operands: INSIDE,
    },
    { words: 'branch', options: LIST },
    {
      words: 'tag',
      options: { '-l': 'flag', '--list': 'flag', '-n': 'flag', '--sort': SHORT_TEXT },
    },
    { words: 'remote', options: { '-v': 'flag', '--verbose': 'flag' } },
    { words: 'stash list' },
    { words: 'version' },
    { words: '--version' },
  ],
  writes: {
    push: 'It changes the remote repository.',
    commit: 'It changes the repository.',
    merge: 'It changes the repository.',
    rebase: 'It changes the repository.',
    reset: 'It changes the repository.',
    checkout: 'It changes the working folder.',
    switch: 'It changes the working folder.',
    restore: 'It changes the working folder.',
    clean: 'It removes files.',
    rm: 'It removes files.',
    clone: 'It brings files and settings from elsewhere.',
    fetch: 'It brings something from elsewhere.',
    pull: 'It brings something from elsewhere.',
    config: 'It changes settings, or shows credentials that are among them.',
    credential: 'It shows credentials.',
    '-c': 'A setting can name a program that git starts.',
    grep: 'It can start a program for what it finds.',
  },
};
