import { z } from 'zod';
import { cadenceShape } from './cadence-shape.ts';

/**
 * JSON Schema (draft 7, which the YAML language server of editors reads) of a cadence file: `cadences/cadence.schema.json`.
 * It has the form only; references and contradictions are for `cadence lint`.
 */
export function cadenceJsonSchema(): object {
  const schema = z.toJSONSchema(cadenceShape, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const examples = examplesOf(zodSchema);
      if (examples !== undefined) jsonSchema.examples = [...examples];
    },
  });
  return {
    ...schema,
    title: 'Cadence',
    description: 'A multi-touch sales cadence. What this cannot say, `cadence lint` does',
  };
}

/** zod leaves out the examples of what it transforms, because they could be of the result; ours are what people write. */
function examplesOf(schema: z.core.$ZodType): readonly unknown[] | undefined {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const examples: unknown = z.globalRegistry.get(inner)?.examples;
  return Array.isArray(examples) ? examples : undefined;
}
