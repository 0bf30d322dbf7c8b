import type { CommandTable } from './command-table.ts';

/** Programs that look at nothing but the clock and the machine's name. Whatever reads files can read secrets, so it is none of them. */
export const PLAIN_PROGRAMS: readonly CommandTable[] = [
  {
    program: 'date',
    reads: [{ words: '', options: { '-u': 'flag', '--utc': 'flag' }, operands: /^\+[\w %:./-]*$/ }],
    writes: {},
  },
  { program: 'whoami', reads: [{ words: '' }], writes: {} },
  { program: 'pwd', reads: [{ words: '' }], writes: {} },
  {
    program: 'uname',
    reads: [{ words: '', options: { '-a': 'flag', '-r': 'flag', '-s': 'flag', '-m': 'flag' } }],
    writes: {},
  },
  { program: 'true', reads: [{ words: '' }], writes: {} },
  { program: 'echo', reads: [{ words: '', operands: /^[^-].*$/s }], writes: {} },
];

/** Programs that run other programs, which no look at the words around them can judge. */
export const RUN_OTHERS: ReadonlySet<string> = new Set(
  (
    'sh bash dash zsh ksh fish csh tcsh ash busybox pwsh powershell cmd env sudo su doas run0 pkexec xargs parallel find fd eval exec ' +
    'command builtin source . nohup setsid timeout time nice ionice chrt taskset stdbuf script watch ssh scp sftp rsync ' +
    'python python2 python3 node deno bun npx npm yarn pnpm uv uvx pipx perl ruby php lua tclsh awk gawk mawk sed ed ex vi vim nano emacs ' +
    'make cmake gcc cc go cargo java jshell expect screen tmux at batch crontab systemd-run unshare nsenter chroot flock strace ltrace gdb ' +
    'trap alias unalias export set unset hash function coproc if for while until case select then do time ! [[ [ test let declare typeset local readonly ' +
    'nc ncat socat telnet curl wget tee dd base64 xxd openssl printf read mapfile history fc less more man aws-vault granted assume saml2aws chamber op doppler'
  ).split(' '),
);
