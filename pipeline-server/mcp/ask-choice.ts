import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ToolChoice } from '../contracts/tool.ts';

/** The name under which the question is asked and its answer comes back. */
const QUESTION = 'choice';

/** The capability that a client of the protocol of 2026-07-28 declares with each request. */
const CAN_ASK = Type.Object({
  [CLIENT_CAPABILITIES_META_KEY]: Type.Object({ elicitation: Type.Object({}) }),
});

/** What the person answered, when this call comes back with it and it is one of the options, where there are any; else null. */
export function chosenOption({ mcpReq }: ServerContext, choice: ToolChoice): string | null {
  const chosen = acceptedContent(mcpReq.inputResponses, QUESTION)?.[choice.parameter];
  if (typeof chosen !== 'string' || chosen.trim() === '') return null;
  return choice.options.length === 0 || choice.options.includes(chosen) ? chosen : null;
}

function answerSchema({ options }: ToolChoice) {
  const type = 'string' as const;
  return options.length === 0 ? { type, minLength: 1 } : { type, enum: [...options] };
}

/**
 * Asks the person which value is meant (elicitation). Null when the client did not say that it can ask, or has asked
 * already: then the model gets the options as text.
 */
export function askForChoice(
  { mcpReq }: ServerContext,
  choice: ToolChoice,
): InputRequiredResult | null {
  const canAsk = Value.Check(CAN_ASK, mcpReq.envelope);
  const hasAsked = mcpReq.inputResponses?.[QUESTION] !== undefined;
  if (!canAsk || hasAsked) return null;
  const question = inputRequired.elicit({
    message: choice.question,
    requestedSchema: {
      type: 'object',
      properties: { [choice.parameter]: answerSchema(choice) },
      required: [choice.parameter],
    },
  });
  return inputRequired({ inputRequests: { [QUESTION]: question } });
}
