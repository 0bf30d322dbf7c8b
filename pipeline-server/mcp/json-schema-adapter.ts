import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { TSchema } from 'typebox';

/**
 * A TypeBox schema in the form in which the SDK takes schemas. It only advertises: arguments pass as they came, since the
 * engine checks them for every door alike, and puts right what models commonly get wrong.
 */
export function advertised(schema: TSchema): StandardSchemaWithJSON {
  const json = () => ({ ...schema });
  return {
    '~standard': {
      version: 1,
      vendor: 'typebox',
      validate: (value) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  };
}
