import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../pipeline-server/engine/tool-arguments.ts';
import { fakeToolPorts } from '../pipeline-server/test/fake-tool-ports.ts';
import { CATALOGUE } from './analyzers/catalogue.ts';
import { PROMPTS } from './ops/prompts.ts';
import { ANALYSIS_TOOLS, createTools } from './registry.ts';

const TOOLS = createTools(fakeToolPorts());
const IDS = TOOLS.map(({ id }) => id);
const KNOWN = new Set(CATALOGUE.map(({ id }) => id));

/** Words that look like the name of a tool. */
function namesIn(text: string): readonly string[] {
  return (text.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []).filter(
    (word) => !TOOLS.some(({ parameters }) => word in parameters.properties),
  );
}

/** What a flat property may be: Open WebUI loses everything else. */
function isFlat(property: TSchema & { type?: unknown; items?: { type?: unknown } }): boolean {
  const text = JSON.stringify(property);
  if (/"(?:\$ref|anyOf|oneOf|allOf|properties)"/.test(text)) return false;
  if (property.type === 'array') return property.items?.type === 'string';
  return ['string', 'integer', 'number', 'boolean'].includes(String(property.type));
}

it('is a number of tools that a model can choose from, each with a name of its own', () => {
  expect(IDS.length).toBeGreaterThanOrEqual(20);
  expect(IDS.length).toBeLessThanOrEqual(30);
  expect(new Set(IDS).size).toBe(IDS.length);
  expect(new Set(TOOLS.map(({ title }) => title)).size).toBe(IDS.length);
});

describe.each(TOOLS.map((tool) => [tool.id, tool] as const))('the tool %s', (id, tool) => {
  it('has a name that every door takes, and a description to choose by', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/);
    // Open WebUI puts the server's id before it, and shortens what is longer than 64.
    expect(id.length).toBeLessThanOrEqual(40);
    expect(tool.title).toMatch(/^[A-Z]/);
    expect(tool.description.length).toBeGreaterThanOrEqual(100);
    expect(tool.description.length).toBeLessThanOrEqual(500);
    expect(tool.description).toMatch(/^[A-Z].*[.]$/);
    if (id !== 'get_rows') expect(tool.description).toContain('Take it ');
  });

  it('names other tools by names that exist', () => {
    for (const name of namesIn(tool.description)) expect(IDS).toContain(name);
  });

  it('has flat parameters, each described, and takes no others', () => {
    expect(tool.parameters).toMatchObject({ type: 'object', additionalProperties: false });
    for (const [name, property] of Object.entries(tool.parameters.properties)) {
      expect([name, isFlat(property)]).toEqual([name, true]);
      const { description } = property as { description?: string };
      expect([name, (description ?? '').length > 10]).toEqual([name, true]);
    }
  });

  it('has examples that are valid as they are', () => {
    expect(tool.examples.length).toBeGreaterThan(0);
    for (const example of tool.examples) {
      expect(Value.Check(tool.parameters, example)).toBe(true);
      expect(readArguments(tool.parameters, example)).toEqual({ args: example, problems: null });
    }
  });
});

it.each(ANALYSIS_TOOLS.map((definition) => [definition.id, definition] as const))(
  '%s runs analyzers of the catalogue',
  (_id, { analyzers, kinds = {} }) => {
    const ids = [...analyzers, ...Object.values(kinds).flat()];
    expect(ids.filter((id) => !KNOWN.has(id))).toEqual([]);
    expect(analyzers.length).toBeLessThanOrEqual(10);
  },
);

it.each(PROMPTS.map((prompt) => [prompt.name, prompt] as const))(
  'the prompt %s names tools that exist',
  (_name, { text, description }) => {
    expect(namesIn(text).length).toBeGreaterThanOrEqual(3);
    for (const name of namesIn(text))
      expect([...IDS, 'expired_in_use', 'renewal_failed']).toContain(name);
    expect(description).toMatch(/^[A-Z].*[.]$/);
  },
);
