import type { GetPromptResult, McpServer } from '@modelcontextprotocol/server';
import { Type } from 'typebox';
import { oneLine, type ToolPrompt } from '../contracts/tool.ts';
import { isJsonObject } from '../engine/json-object.ts';
import { advertised } from './json-schema-adapter.ts';
import type { McpOptions } from './mcp-options.ts';

const LONGEST_ARGUMENT = 400;

/** Registers the prompts that people can start from. */
export function registerPrompts(server: McpServer, { prompts }: McpOptions): void {
  for (const prompt of prompts) {
    const { name, title, description, argument } = prompt;
    const text = Type.Optional(Type.String({ description: argument.description }));
    const argsSchema = advertised(Type.Object({ [argument.name]: text }));
    server.registerPrompt(name, { title, description, argsSchema }, (args) =>
      asMessages(prompt, args),
    );
  }
}

function asMessages({ argument, text }: ToolPrompt, args: unknown): GetPromptResult {
  const given = isJsonObject(args) ? args[argument.name] : undefined;
  const scope = typeof given === 'string' ? oneLine(given, LONGEST_ARGUMENT) : '';
  const narrowed = scope === '' ? text : `${text} Only for ${argument.name}: ${scope}.`;
  return { messages: [{ role: 'user', content: { type: 'text', text: narrowed } }] };
}
