import { randomUUID } from 'node:crypto';
import type { Answer, AskDeps, AskInput, Presentation } from '../flows/xops/answer.ts';
import { ask } from '../flows/xops/ask.ts';
import { renderMarkdown } from '../flows/xops/markdown.ts';
import { readArguments } from './arguments.ts';
import type { Analysis, Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { createProgressLine } from './progress-line.ts';
import { renderTerminal } from './render-terminal.ts';

const OPTIONS = {
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The person at the keyboard: one view of AWS, hence one scope of caches. */
const IDENTITY = 'cli';

const PRESENTATION: Presentation = {
  rows: 20,
  options: 5,
  currencyDecimals: 2,
  showSources: true,
  showReceipt: true,
  showUnderstanding: true,
};

/** `xops ask`: the chat's flow in the terminal. */
export const askCommand: Command = {
  name: 'ask',
  summary: 'answer a question in plain English',
  help: `xops ask "Show me idle EC2 across all accounts" [--json]

Without a question, on a terminal, it asks again and again; follow-ups such as
"more", "only prod", "explain 1" and "export as csv" refer to the last answer.

  --yes    ask AWS whatever it costs, within the limits; else a question that costs
           more than aws.limits.askAboveUsd ends with 4 and says its price
  --json   {question, understood, write, findings, recommendations, coverage, receipt, text}`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const question = positionals.join(' ').trim();
    const asked = { context, yes: values.yes === true };
    if (question !== '')
      return await withAnalysis(asked, (analysis) =>
        askOnce({ question, json: values.json === true, analysis, context }),
      );
    if (values.json === true || !context.terminal.interactive) {
      throw new UsageError('Give a question: xops ask "Show me idle EC2 across all accounts".');
    }
    return await withAnalysis(asked, (analysis) => converse(analysis, context));
  },
};

/** Opens AWS for one command. With `--yes` no price has to be agreed to. */
async function withAnalysis<T>(
  { context, yes }: { readonly context: CommandContext; readonly yes: boolean },
  use: (analysis: Analysis) => Promise<T>,
): Promise<T> {
  const analysis = await context.openAnalysis();
  try {
    return await use(yes ? { ...analysis, askAboveUsd: Number.POSITIVE_INFINITY } : analysis);
  } finally {
    await analysis.close();
  }
}

interface Question {
  readonly question: string;
  readonly json: boolean;
  readonly analysis: Analysis;
  readonly context: CommandContext;
}

async function askOnce({ question, json, analysis, context }: Question): Promise<ExitCode> {
  const { signal, terminal } = context;
  const input = { question, chatId: null, earlierQuestions: [], identity: IDENTITY, signal };
  const answer = await answerOf(input, analysis, context);
  terminal.out(
    json
      ? `${JSON.stringify(toJson(question, answer), null, 2)}\n`
      : renderTerminal(answer.document, terminal),
  );
  return EXIT_CODES[answer.status];
}

/** Asks until the input ends; the exit code is that of a conversation that took place. */
async function converse(analysis: Analysis, context: CommandContext): Promise<ExitCode> {
  const { signal, terminal } = context;
  const chatId = randomUUID();
  const earlierQuestions: string[] = [];
  terminal.err('Ask about your AWS organization; "help" says what is ready, Ctrl-D ends.\n');
  for (;;) {
    const line = await terminal.question('\nxops> ', signal);
    if (line === null || /^\s*(exit|quit)\s*$/i.test(line)) return EXIT_CODES.done;
    const question = line.trim();
    if (question === '') continue;
    const input = {
      question,
      chatId,
      earlierQuestions: [...earlierQuestions],
      identity: IDENTITY,
      signal,
    };
    const answer = await answerOf(input, analysis, context);
    terminal.out(`\n${renderTerminal(answer.document, terminal)}`);
    earlierQuestions.push(question);
  }
}

/** Runs the flow, its progress on the standard error. */
async function answerOf(
  input: AskInput,
  analysis: Analysis,
  { terminal }: CommandContext,
): Promise<Answer> {
  const deps: AskDeps = { ...analysis, presentation: PRESENTATION };
  const progress = createProgressLine(terminal);
  try {
    for await (const part of ask(input, deps)) {
      if (part.type === 'answer') return part.answer;
      if (part.type === 'progress') progress.show(part.description);
    }
  } finally {
    progress.clear();
  }
  throw new Error('The flow ended without an answer.');
}

function toJson(question: string, answer: Answer) {
  const { analyzers, parameters, write } = answer.understanding;
  return {
    question,
    understood: { analyzers, parameters },
    write: write || (answer.status === 'needs-approval' && answer.price === undefined),
    ...(answer.price === undefined ? {} : { price: answer.price }),
    findings: answer.results.flatMap((result) => result.findings),
    recommendations: answer.recommendations,
    coverage: answer.coverage,
    receipt: answer.receipt,
    text: renderMarkdown(answer.document),
  };
}
