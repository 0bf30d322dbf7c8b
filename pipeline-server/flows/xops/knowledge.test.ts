import { describe, expect, it } from 'vitest';
import { createFakeAnalyzers, fakeRecommendation } from '../../test/fake-analyzers.ts';
import { askFully, fakeDeps, fakeInput, fakeUnderstanding } from '../../test/fake-ask.ts';
import { createFakeDesk, fakeAmendment, fakePassage } from '../../test/fake-knowledge.ts';

const PROCEDURE = { kind: 'procedure', analyzers: [] } as const;
const HISTORY = { kind: 'history', analyzers: [] } as const;

function depsOf(
  knowledge: ReturnType<typeof createFakeDesk>,
  understood: Parameters<typeof fakeUnderstanding>[0],
) {
  return fakeDeps({ knowledge, understand: () => fakeUnderstanding(understood) });
}

describe('a question for the procedures', () => {
  it('is answered with the section as it is written, and cites it', async () => {
    const desk = createFakeDesk(() => ({ passages: [fakePassage()] }));
    const { text, parts } = await askFully(fakeInput('how do we …'), depsOf(desk, PROCEDURE));
    expect(text).toMatch(/^The SOP \*\*Remove idle resources\*\* says:\n/);
    expect(text).toContain('   ```bash\n   aws ec2 stop-instances\n   ```');
    expect(text).toContain('`sops/idle-resources.md#idle:L43-L53@1.0.0`, version 1.0.0');
    expect(parts.filter(({ type }) => type === 'passage')).toHaveLength(1);
  });

  it('shows the sections of one document in the order in which they are done', async () => {
    const passages = [
      fakePassage({ section: 'Verify', position: 5, text: 'last' }),
      fakePassage({ section: 'Steps', position: 4, text: 'first', score: 0.8 }),
      fakePassage({ section: 'Far', position: 1, text: 'far away', score: 0.1 }),
      fakePassage({ id: 'rightsizing', title: 'Rightsize', position: 2, score: 0.7 }),
    ];
    const desk = createFakeDesk(() => ({ passages }));
    const { text } = await askFully(fakeInput('how'), depsOf(desk, PROCEDURE));
    expect(text).toMatch(/### Steps\n\nfirst\n\n### Verify\n\nlast/);
    expect(text).not.toContain('far away');
    expect(text).toContain('Near it in other documents:\n\n- **Rightsize › Idle EC2 instance**');
  });

  it('says that there is none, and what came nearest', async () => {
    const gaps = ['Open WebUI did not answer, so its knowledge was not looked through.'];
    const desk = createFakeDesk(() => ({ nearest: fakePassage(), gaps }));
    const { text } = await askFully(fakeInput('how'), depsOf(desk, PROCEDURE));
    expect(text).toMatch(/^\*\*No SOP was found\*\* for that\./);
    expect(text).toContain('The nearest is **Remove idle resources › Idle EC2 instance**');
    expect(text).toContain('Open WebUI did not answer');
  });

  it('looks among the SOPs that govern what was answered last', async () => {
    const desk = createFakeDesk(({ governs }) =>
      governs === undefined ? {} : { passages: [fakePassage()] },
    );
    const understand = (question: string) =>
      question === 'idle'
        ? fakeUnderstanding()
        : fakeUnderstanding({ ...PROCEDURE, analyzers: ['cost.ec2.idle'] });
    const deps = fakeDeps({ knowledge: desk, understand });
    await askFully(fakeInput('idle', { chatId: 'c' }), deps);
    const { text } = await askFully(fakeInput('how do we fix this?', { chatId: 'c' }), deps);
    expect(text).toContain('The SOP **Remove idle resources** says');
    expect(desk.queries.at(-1)).toMatchObject({
      governs: 'cost.ec2.idle',
      question: 'how do we fix this? Idle EC2 instances',
    });
  });

  it('is answered by the analysis where no procedures are kept', async () => {
    const understand = () => fakeUnderstanding({ ...PROCEDURE, analyzers: ['cost.ec2.idle'] });
    const { text } = await askFully(fakeInput('how'), fakeDeps({ understand }));
    expect(text).toContain('3 idle EC2 instances');
  });

  it('shows corrections of the section, and text of a document as text only', async () => {
    const text = 'See [here](https://evil.example) ![x](https://evil.example/a.png) <script>';
    const amendments = [fakeAmendment({ what: '[click](https://evil.example)' })];
    const desk = createFakeDesk(() => ({ passages: [fakePassage({ text, amendments })] }));
    const asked = await askFully(fakeInput('how'), depsOf(desk, PROCEDURE));
    expect(asked.text).toContain('Approved correction');
    expect(asked.text).toContain('`amendment:r1:bo@example.com`');
    expect(asked.text).not.toMatch(/(?<!\\)\]\(|<script|:\/\/evil/);
  });
});

describe('a question for past incidents', () => {
  it('is answered with the notes that are near', async () => {
    const passages = [
      fakePassage({ kind: 'incident', id: 'nat', title: 'NAT bill', text: 'A job moved.' }),
      fakePassage({ kind: 'incident', id: 'nat', title: 'NAT bill', position: 5 }),
    ];
    const desk = createFakeDesk(() => ({ passages }));
    const { text } = await askFully(fakeInput('before?'), depsOf(desk, HISTORY));
    expect(text).toMatch(/^\*\*1 incident like it\*\* is on record\./);
    expect(text).toContain('### NAT bill (2026-11-01, cost, HIGH)\n\nA job moved.');
    expect(desk.queries[0]?.kinds).toEqual(['incident']);
  });

  it('says that there is none', async () => {
    const desk = createFakeDesk(() => ({}));
    const { text } = await askFully(fakeInput('before?'), depsOf(desk, HISTORY));
    expect(text).toContain('No incident like it is on record');
  });
});

describe('options', () => {
  const analyzers = createFakeAnalyzers({ recommendations: [fakeRecommendation(1)] });

  it('carry the SOP that governs them and what was corrected in it', async () => {
    const amendments = [fakeAmendment()];
    const desk = createFakeDesk(() => ({ passages: [fakePassage({ amendments })] }));
    const { text, parts } = await askFully(
      fakeInput('idle'),
      fakeDeps({ analyzers, knowledge: desk }),
    );
    const correction =
      '- **Approved correction** to "Stop 3 instances": Take a snapshot first. Why: the disks hold month-end files.';
    expect(text.indexOf(correction)).toBeGreaterThan(0);
    expect(text.indexOf('### Options')).toBeGreaterThan(text.indexOf(correction));
    expect(text).toContain('SOP for option 1: **Remove idle resources › Idle EC2 instance**');
    expect(parts.some(({ type }) => type === 'passage')).toBe(true);
  });

  it('ask as one asker, so that corrections are read once for all of them', async () => {
    const recommendations = [fakeRecommendation(1), fakeRecommendation(2)];
    const desk = createFakeDesk(() => ({}));
    const deps = fakeDeps({ analyzers: createFakeAnalyzers({ recommendations }), knowledge: desk });
    await askFully(fakeInput('idle'), deps);
    expect(desk.queries).toHaveLength(2);
    expect(desk.askers.size).toBe(1);
  });

  it('are shown without it where the procedures cannot be read', async () => {
    const knowledge = { find: () => Promise.reject(new Error('store is gone')) };
    const { text } = await askFully(fakeInput('idle'), fakeDeps({ analyzers, knowledge }));
    expect(text).toContain('### Options');
    expect(text).not.toContain('gone');
  });
});
