import type { CommandTable } from './command-table.ts';

const STATE =
  'It prints the state, which holds secrets, and starts providers that are programs of others.';
const PROVIDERS = 'It starts providers, which are programs of others.';

/** Terraform. Planning and validating start providers and data sources with the credentials at hand: no free read. */
const TERRAFORM: Omit<CommandTable, 'program'> = {
  reads: [
    { words: 'version', options: { '-json': 'flag' } },
    { words: '--version' },
    { words: '-version' },
    {
      words: 'fmt',
      options: {
        '-check': 'flag',
        '-recursive': 'flag',
        '-list=true': 'flag',
        '-no-color': 'flag',
      },
      needs: ['-check'],
    },
    { words: 'workspace show' },
    { words: 'workspace list' },
    { words: 'state list' },
    { words: 'metadata functions', options: { '-json': 'flag' } },
  ],
  writes: {
    plan: `${PROVIDERS} A plan is made by the executor that applies it.`,
    apply: 'It changes the infrastructure.',
    destroy: 'It changes the infrastructure.',
    import: 'It changes the state.',
    taint: 'It changes the state.',
    untaint: 'It changes the state.',
    refresh: 'It changes the state.',
    'force-unlock': 'It takes away the lock of the state.',
    init: 'It downloads providers and modules, and may move the state.',
    get: 'It downloads modules.',
    validate: PROVIDERS,
    test: 'It makes infrastructure in order to test it.',
    console: STATE,
    show: STATE,
    output: 'It shows values that are marked as sensitive when it is asked for one or for JSON.',
    graph: PROVIDERS,
    providers: PROVIDERS,
    login: 'It keeps credentials.',
    logout: 'It removes credentials.',
    'state show': STATE,
    'state pull': STATE,
    'state push': 'It replaces the state.',
    'state mv': 'It changes the state.',
    'state rm': 'It changes the state.',
    'state replace-provider': 'It changes the state.',
    'workspace new': 'It makes a workspace.',
    'workspace delete': 'It removes a workspace.',
    'workspace select': 'It changes which state later commands work on.',
  },
};

export const terraform: CommandTable = { program: 'terraform', ...TERRAFORM };
export const tofu: CommandTable = { program: 'tofu', ...TERRAFORM };
