import type { Handshake } from '../../contracts/handshake.ts';

/** What Open WebUI is told of a model; the members besides id and name belong to `meta`. */
export interface WantedModel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Shown in an empty chat; null for none. */
  readonly suggestion_prompts:
    | readonly { readonly title: [string, string]; readonly content: string }[]
    | null;
  /** What the page offers with this model; what is left out is as Open WebUI has it. */
  readonly capabilities: Readonly<Record<string, boolean>>;
}

type Model = Handshake['xops']['models'][number];

/** Questions that the sample organisation and every organization can answer. */
const FIRST_QUESTIONS = [
  {
    title: ['Show me idle EC2', 'across all accounts'],
    content: 'Show me idle EC2 across all accounts',
  },
  {
    title: ['Why did the bill go up', 'last month?'],
    content: 'Why did the bill go up last month?',
  },
  {
    title: ['Which certificates expire', 'in the next 30 days?'],
    content: 'Which certificates expire in the next 30 days?',
  },
  {
    title: ['Show critical findings', 'of Security Hub'],
    content: 'Show critical findings of Security Hub',
  },
] satisfies WantedModel['suggestion_prompts'];

/** `xops` answers from AWS alone: what Open WebUI adds to a question for other models it does not use. */
const ANSWERS_FROM_AWS = {
  vision: false,
  web_search: false,
  image_generation: false,
  code_interpreter: false,
  builtin_tools: false,
  citations: true,
  status_updates: true,
  usage: true,
};

/** Asks for the tokens of an answer, which Open WebUI leaves out otherwise. */
const COUNTED = { usage: true };

/** The model as people see it. */
export function describeModel({ id, name, description }: Model): WantedModel {
  const isXops = id === 'xops';
  return {
    id,
    name,
    description,
    suggestion_prompts: isXops ? FIRST_QUESTIONS : null,
    capabilities: isXops ? ANSWERS_FROM_AWS : COUNTED,
  };
}
