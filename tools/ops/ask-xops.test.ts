import { describe, expect, it } from 'vitest';
import { fakeToolPorts } from '../../pipeline-server/test/fake-tool-ports.ts';
import { requestContext } from '../../pipeline-server/test/request-context.ts';
import { createTools } from '../registry.ts';

describe('ask_xops', () => {
  it('refuses a question that names what does not exist, with what to ask instead', async () => {
    const refusals = [
      { problem: 'There is no account "nope".', remedy: 'Nearest: web-dev.' },
      { problem: 'There is no 31 June 2026.', remedy: 'Ask about 30 June 2026.' },
    ];
    const ask = async () => ({ text: '', results: [], options: [], refusals });
    const tool = createTools(fakeToolPorts({ ask })).find(({ id }) => id === 'ask_xops');
    const context = { ...requestContext(), report: () => undefined };
    await expect(
      tool?.execute({ question: 'cost in account nope' }, context),
    ).rejects.toMatchObject({
      code: 'bad-argument',
      message: 'There is no account "nope". There is no 31 June 2026.',
      remedy: 'Nearest: web-dev. Ask about 30 June 2026.',
    });
  });
});
