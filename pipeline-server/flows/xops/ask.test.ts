import { describe, expect, it } from 'vitest';
import type { Analyzers, RunContext } from '../../contracts/analysis.ts';
import { AnalysisError } from '../../contracts/analysis.ts';
import { NO_PARAMETERS } from '../../contracts/parameters.ts';
import {
  createFakeAnalyzers,
  fakeRecommendation,
  fakeResult,
  fakeSummary,
} from '../../test/fake-analyzers.ts';
import {
  askFully,
  createFakeChats,
  createFakeReports,
  fakeDeps,
  fakeInput,
  fakeUnderstand,
  fakeUnderstanding,
} from '../../test/fake-ask.ts';
import { ask } from './ask.ts';
import type { Understand } from './understand/understanding.ts';

const denied = new AnalysisError('denied', 'AWS said no. Allow cost-optimization-hub:List*.');

function understandAs(changes: Parameters<typeof fakeUnderstanding>[0]) {
  return { understand: () => fakeUnderstanding(changes) };
}

describe('ask', () => {
  it('opens with the answer in one sentence, with its key figure', async () => {
    const { text } = await askFully(fakeInput('idle EC2'), fakeDeps());
    expect(text.split('\n')[0]).toBe(
      '**3 idle EC2 instances**; stopping them saves **USD 4,321.50 a month**.',
    );
  });

  it('tells progress and every API call before the answer', async () => {
    const { parts } = await askFully(fakeInput('idle EC2'), fakeDeps());
    expect(parts.map((part) => part.type)).toEqual(['progress', 'source', 'progress', 'answer']);
  });

  it('shows a table, coverage, sources and a receipt', async () => {
    const { text } = await askFully(fakeInput('idle EC2'), fakeDeps());
    expect(text).toContain('| i-0 | payments-prod (111111111111) | t3.large | USD 1,000.50 |');
    expect(text).toContain('|:---|:---|:---|---:|');
    expect(text).toContain(
      '**Coverage:** 13 of 14 accounts, 5 of 5 Regions; not enrolled: sandbox (333333333333); data as of 2026-11-22 03:00 UTC',
    );
    expect(text).toContain('cost-optimization-hub:ListRecommendations (1 request)');
    expect(text).toContain('written without a model');
  });

  it('marks every answer of the sample organisation, guidance included', async () => {
    const awsSource = { kind: 'sample', label: 'sample organisation' } as const;
    for (const kind of ['analyze', 'help', 'outside', 'ambiguous', 'not-built'] as const) {
      const deps = fakeDeps({ awsSource, ...understandAs({ kind }) });
      const { text } = await askFully(fakeInput('idle EC2'), deps);
      expect(text).toContain('**sample organisation**: invented data');
    }
  });

  it('reports one failed analyzer of several and answers the rest', async () => {
    const analyzers = createFakeAnalyzers({
      results: { 'cost.ec2.idle': fakeResult(2), 'cost.ebs.unattached': denied },
      catalogue: [fakeSummary('cost.ebs.unattached', 'Unattached EBS volumes')],
    });
    const two = understandAs({ analyzers: ['cost.ec2.idle', 'cost.ebs.unattached'] });
    const { answer, text } = await askFully(fakeInput('q'), fakeDeps({ analyzers, ...two }));
    expect(answer.status).toBe('partial');
    expect(answer.failures).toHaveLength(1);
    expect(text).toContain('**Not answered – Unattached EBS volumes:** AWS said no.');
    expect(text).toContain('USD 4,321.50');
  });

  it('fails clearly, with the remedy, when no analyzer answered', async () => {
    const analyzers = createFakeAnalyzers({ results: { 'cost.ec2.idle': denied } });
    const { answer, text } = await askFully(fakeInput('q'), fakeDeps({ analyzers }));
    expect(answer.status).toBe('failed');
    expect(answer.coverage).toBeNull();
    expect(text).toContain('Allow cost-optimization-hub:List\\*.');
  });

  it('never shows the text of an unexpected error', async () => {
    const broken = { ...createFakeAnalyzers(), run: () => Promise.reject(new Error('secret')) };
    const { text } = await askFully(fakeInput('q'), fakeDeps({ analyzers: broken }));
    expect(text).not.toContain('secret');
    expect(text).toContain('an administrator finds the cause in the log');
  });

  it('gives each of several analyses its own section and coverage', async () => {
    const volumes = fakeResult(1, {
      analyzer: 'cost.ebs.gp2',
      title: 'gp2 volumes',
      sentence: [{ strong: ['1 gp2 volume'] }],
    });
    const analyzers = createFakeAnalyzers({
      results: { 'cost.ec2.idle': fakeResult(2), 'cost.ebs.gp2': volumes },
    });
    const two = understandAs({ analyzers: ['cost.ec2.idle', 'cost.ebs.gp2'] });
    const { text } = await askFully(fakeInput('q'), fakeDeps({ analyzers, ...two }));
    expect(text).toMatch(/^\*\*2 idle EC2 instances\*\*; .*a month\*\*\. \*\*1 gp2 volume\*\*\.\n/);
    expect(text).toContain('### Idle EC2 instances');
    expect(text).toContain('### gp2 volumes');
    expect(text.match(/\*\*Coverage:\*\*/g)).toHaveLength(3);
  });

  it('shows no table where nothing was found', async () => {
    const sentence = [{ strong: ['No idle EC2 instances'] }, ' in 13 of 14 accounts'];
    const analyzers = createFakeAnalyzers({
      results: { 'cost.ec2.idle': fakeResult(0, { sentence }) },
    });
    const { text } = await askFully(fakeInput('q'), fakeDeps({ analyzers }));
    expect(text.split('\n')[0]).toBe('**No idle EC2 instances** in 13 of 14 accounts.');
    expect(text).not.toContain('|');
  });

  it('counts an answer of AWS once, however many steps read it', async () => {
    const fake = createFakeAnalyzers();
    const run: Analyzers['run'] = async (id, parameters, context) => {
      await fake.run(id, parameters, context);
      return fake.run(id, parameters, context);
    };
    const analyzers = { ...fake, run };
    const { answer, text } = await askFully(fakeInput('idle EC2'), fakeDeps({ analyzers }));
    expect(answer.receipt.requests).toBe(1);
    expect(text).toContain('cost-optimization-hub:ListRecommendations (1 request)');
  });

  it('says which answers came from the cache', async () => {
    const clock = { now: () => new Date('2026-11-23T05:00:00Z') };
    const { answer, text } = await askFully(fakeInput('idle EC2'), fakeDeps({ clock }));
    expect(answer.receipt.requests).toBe(0);
    expect(text).toContain('cost-optimization-hub:ListRecommendations (1 cached)');
  });

  it('numbers the options with saving, effort, risk, confidence and reason', async () => {
    const analyzers = createFakeAnalyzers({ recommendations: [fakeRecommendation(1)] });
    const { text } = await askFully(fakeInput('q'), fakeDeps({ analyzers }));
    expect(text).toContain(
      '| 1 | Stop idle instances, group 1 | USD 1,234.50 | 2.1 % | low | 20 of 100 | 90 % |',
    );
    expect(text).toContain(
      '- **Option 1**: Stop the instances after asking their owners. Confidence: AWS measured it. Evidence for SOC 2 A1.1.',
    );
  });

  it('answers without options when ranking fails', async () => {
    const analyzers = createFakeAnalyzers({ recommendations: denied });
    const { answer, text } = await askFully(fakeInput('q'), fakeDeps({ analyzers }));
    expect(answer.recommendations).toEqual([]);
    expect(text).toContain('Options could not be ranked: AWS said no.');
  });

  it('works with ids when the accounts cannot be read', async () => {
    const analyzers = createFakeAnalyzers({ organization: denied });
    const { answer } = await askFully(fakeInput('q'), fakeDeps({ analyzers }));
    expect(answer.results).toHaveLength(1);
  });

  it('answers a request to change something with what it takes, and does nothing', async () => {
    const analyzers = createFakeAnalyzers({ recommendations: [fakeRecommendation(1)] });
    const deps = fakeDeps({ analyzers, ...understandAs({ write: true }) });
    const { answer, text } = await askFully(fakeInput('stop idle instances'), deps);
    expect(answer.status).toBe('needs-approval');
    expect(text).toMatch(/^\*\*Nothing was changed\*\*/);
    expect(text).toContain('| 1 | Stop idle instances, group 1 |');
    expect(text).toContain('here nobody can be asked');
  });

  it('keeps needs-approval as the status of a write request that cannot be analysed', async () => {
    const deps = fakeDeps(understandAs({ write: true, kind: 'ambiguous' }));
    const { answer } = await askFully(fakeInput('delete everything'), deps);
    expect(answer.status).toBe('needs-approval');
  });

  it('offers ready questions when the question is ambiguous', async () => {
    const offers = [1, 2, 3].map((n) => ({
      analyzer: `a.${n}`,
      title: `Title ${n}`,
      question: `Question ${n}?`,
    }));
    const deps = fakeDeps(understandAs({ kind: 'ambiguous', offers }));
    const { text } = await askFully(fakeInput('waste'), deps);
    expect(text).toContain('1. `Question 1?` – Title 1');
    expect(text).toContain('3. `Question 3?` – Title 3');
  });

  it('stops when the client goes away', async () => {
    const controller = new AbortController();
    const hanging = {
      ...createFakeAnalyzers(),
      run: (_id: string, _parameters: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => reject(new AnalysisError('aborted', 'aborted'))),
        ),
    };
    const parts = ask(
      fakeInput('q', { signal: controller.signal }),
      fakeDeps({ analyzers: hanging }),
    );
    setTimeout(() => controller.abort(new Error('gone')), 20);
    const drained = (async () => {
      for await (const part of parts) expect(part.type).not.toBe('answer');
    })();
    await expect(drained).rejects.toThrow('gone');
  });

  it('aborts the analyses when the reader stops early', async () => {
    let aborted = false;
    const hanging = {
      ...createFakeAnalyzers(),
      run: (_id: string, _parameters: unknown, { signal, report }: RunContext) =>
        new Promise<never>((_, reject) => {
          report({ type: 'step', description: 'looking' });
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new AnalysisError('aborted', 'aborted'));
          });
        }),
    };
    for await (const part of ask(fakeInput('q'), fakeDeps({ analyzers: hanging }))) {
      if (part.type === 'progress' && part.description === 'looking') break;
    }
    expect(aborted).toBe(true);
  });
});

describe('follow-ups', () => {
  const many = createFakeAnalyzers({
    results: { 'cost.ec2.idle': fakeResult(23) },
    recommendations: [fakeRecommendation(1), fakeRecommendation(2)],
  });

  async function converse(questions: readonly string[], byHistory: boolean) {
    const deps = fakeDeps({ analyzers: many, chats: createFakeChats() });
    let asked = null;
    for (const [index, question] of questions.entries()) {
      const earlierQuestions = byHistory ? questions.slice(0, index) : [];
      const chatId = byHistory ? null : 'chat-1';
      asked = await askFully(fakeInput(question, { chatId, earlierQuestions }), deps);
    }
    if (asked === null) throw new Error('nothing asked');
    return asked;
  }

  it.each([true, false])('pages with "more" to the end (by history: %s)', async (byHistory) => {
    expect((await converse(['idle', 'more'], byHistory)).text).toContain('Rows 11–20 of 23.');
    expect((await converse(['idle', 'more', 'more'], byHistory)).text).toContain(
      'Rows 21–23 of 23.',
    );
    expect((await converse(['idle', 'more', 'more', 'more'], byHistory)).text).toContain(
      '**That was all**',
    );
  });

  it.each([true, false])(
    'goes on from "top 5" in steps of five (by history: %s)',
    async (byHistory) => {
      const { text } = await converse(['top 5', 'more'], byHistory);
      expect(text).toContain('Rows 6–10 of 23.');
    },
  );

  it.each([true, false])('narrows with "only prod" (by history: %s)', async (byHistory) => {
    await converse(['top 5', 'only prod'], byHistory);
    expect(many.runs.at(-1)?.parameters).toEqual({
      ...NO_PARAMETERS,
      top: 5,
      tags: { environment: 'prod' },
    });
  });

  it.each([true, false])('explains an option with its rows (by history: %s)', async (byHistory) => {
    const { text } = await converse(['idle', 'explain 2'], byHistory);
    expect(text).toMatch(/^\*\*Option 2\*\*: Stop idle instances, group 2\./);
    expect(text).toContain('| i-1 |');
    expect(text).not.toContain('| i-5 |');
  });

  it('names the options that exist when asked for another', async () => {
    expect((await converse(['idle', 'explain 9'], false)).text).toContain('the options are 1, 2');
  });

  it('lists the alternatives and what doing nothing means', async () => {
    const { text } = await converse(['idle', 'alternatives'], false);
    expect(text).toContain('**Doing nothing** goes on costing USD 1,234.50 a month');
  });

  it('keeps the numbers of the options among the alternatives', async () => {
    const { text } = await converse(['idle', 'alternatives 1'], false);
    expect(text).toContain('| 2 | Stop idle instances, group 2 |');
    expect(text).not.toContain('| 1 | Stop');
  });

  it('names every resource of a change, however many the state keeps', async () => {
    const findings = Array.from({ length: 70 }, (_, index) => `i-${index}`);
    const analyzers = createFakeAnalyzers({
      results: { 'cost.ec2.idle': fakeResult(80) },
      recommendations: [fakeRecommendation(1, { findings })],
    });
    const deps = fakeDeps({ analyzers });
    await askFully(fakeInput('idle', { chatId: 'c' }), deps);
    await askFully(fakeInput('by account', { chatId: 'c' }), deps);
    const { text } = await askFully(fakeInput('approve 1', { chatId: 'c' }), deps);
    expect(text).toContain('It is about 70 resources:');
    expect(text).toContain('| i-69 |');
    expect(text).not.toContain('| i-70 |');
    expect(analyzers.runs.at(-1)?.parameters.groupBy).toBeNull();
  });

  it('never approves', async () => {
    const { answer, text } = await converse(['idle', 'approve 2'], false);
    expect(answer.status).toBe('needs-approval');
    expect(text).toContain('option 2 (Stop idle instances, group 2) needs an approver');
    expect(text).toContain('here nobody can be asked');
  });

  it.each(['csv', 'json', 'xlsx', 'pdf', 'html'])('exports as %s by a link', async (format) => {
    const reports = createFakeReports();
    const deps = fakeDeps({ analyzers: many, reports });
    const { answer, text } = await askFully(
      fakeInput(`export as ${format}`, { earlierQuestions: ['idle'] }),
      deps,
    );
    const link = `http://127.0.0.1:9099/evidence/report/file.${format}?expires=1&signature=x`;
    expect(text).toContain(`**23 rows as ${format.toUpperCase()}**: [file.${format}](${link})`);
    expect(text).toContain('2.0 kB. The link works until 2026-11-24 04:00 UTC.');
    expect(text.includes('```csv')).toBe(format === 'csv');
    expect(answer.status).toBe('done');
    expect(reports.contents).toMatchObject([{ question: 'idle', title: 'Idle EC2 instances' }]);
  });

  it('says that a file could not be written, and keeps the reason in the log', async () => {
    const reports = { write: () => Promise.reject(new Error('/data is full')) };
    const input = fakeInput('export as pdf', { earlierQuestions: ['idle'] });
    const { answer, text } = await askFully(input, fakeDeps({ analyzers: many, reports }));
    expect(answer.status).toBe('failed');
    expect(text).toContain('The file could not be written');
    expect(text).not.toContain('full');
  });

  it('says that there is nothing to follow in a new chat', async () => {
    const { text } = await askFully(fakeInput('more'), fakeDeps());
    expect(text).toContain('no earlier answer in this chat');
  });

  it('believes the messages over the store after an edit', async () => {
    const deps = fakeDeps({ analyzers: many });
    await askFully(fakeInput('idle', { chatId: 'c' }), deps);
    await askFully(fakeInput('more', { chatId: 'c', earlierQuestions: ['idle'] }), deps);
    const edited = fakeInput('more', { chatId: 'c', earlierQuestions: ['idle'] });
    expect((await askFully(edited, deps)).text).toContain('Rows 11–20 of 23.');
  });

  it('answers from the messages when the store fails', async () => {
    const fail = () => Promise.reject(new Error('disk full'));
    const deps = fakeDeps({ analyzers: many, chats: { read: fail, write: fail } });
    const input = fakeInput('more', { chatId: 'c', earlierQuestions: ['idle'] });
    expect((await askFully(input, deps)).text).toContain('Rows 11–20 of 23.');
  });

  it('draws a chart for a view of the results, and not again for more of its rows', async () => {
    const chart = { kind: 'bar', title: 't', unit: 'USD', labels: [], series: [] } as const;
    const analyzers = createFakeAnalyzers({
      results: { 'cost.ec2.idle': fakeResult(23, { chart }) },
    });
    const deps = fakeDeps({ analyzers });
    const earlierQuestions = ['idle'];
    expect((await askFully(fakeInput('idle'), deps)).answer.charts).toHaveLength(1);
    for (const [question, charts] of [
      ['only prod', 1],
      ['more', 0],
      ['export', 0],
    ] as const) {
      const { answer } = await askFully(fakeInput(question, { earlierQuestions }), deps);
      expect(answer.charts, question).toHaveLength(charts);
    }
  });

  it('refuses what does not exist without a request, and goes on from the answer before', async () => {
    const analyzers = createFakeAnalyzers({ results: { 'cost.ec2.idle': fakeResult(23) } });
    const refusals = [{ problem: 'There is no account "nope".', remedy: 'Nearest: web-dev.' }];
    const understand: Understand = (question, world) =>
      question === 'only nope'
        ? fakeUnderstanding({ kind: 'refused', analyzers: [], refusals })
        : fakeUnderstand(question, world);
    const deps = fakeDeps({ analyzers, understand });
    await askFully(fakeInput('idle', { chatId: 'c' }), deps);
    const before = analyzers.runs.length;
    const { answer, text } = await askFully(fakeInput('only nope', { chatId: 'c' }), deps);
    expect([answer.status, answer.receipt.costUsd]).toEqual(['failed', 0]);
    expect(text).toMatch(/^There is no account "nope"\.\n\nNearest: web-dev\./);
    expect(analyzers.runs).toHaveLength(before);
    const { text: more } = await askFully(fakeInput('more', { chatId: 'c' }), deps);
    expect(more).toContain('Rows 11–20 of 23.');
  });

  it('ignores state that it did not write', async () => {
    const chats = createFakeChats();
    chats.kept.set('c', '{"version":1,"analyzers":"all"}');
    const { text } = await askFully(fakeInput('more', { chatId: 'c' }), fakeDeps({ chats }));
    expect(text).toContain('no earlier answer in this chat');
  });
});
