import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import awsDocumentation from './commands/aws-documentation.json' with { type: 'json' };
import kubectlDocumentation from './commands/kubectl-documentation.json' with { type: 'json' };
import obfuscations from './commands/obfuscations.json' with { type: 'json' };
import reads from './commands/reads.json' with { type: 'json' };
import toolsDocumentation from './commands/tools-documentation.json' with { type: 'json' };

const COMMANDS = Type.Object({
  /** Where the commands come from, and who labelled them. */
  source: Type.String(),
  cases: Type.Array(
    Type.Object({
      command: Type.String(),
      access: Type.Enum(['read', 'write', 'refused']),
      why: Type.String({ minLength: 1 }),
    }),
  ),
});

/** Labelled commands by the name of their file. */
export const COMMAND_CASES: Readonly<Record<string, Static<typeof COMMANDS>>> = Object.fromEntries(
  Object.entries({
    awsDocumentation,
    kubectlDocumentation,
    toolsDocumentation,
    obfuscations,
    reads,
  }).map(([name, file]) => [name, Value.Parse(COMMANDS, file)]),
);
