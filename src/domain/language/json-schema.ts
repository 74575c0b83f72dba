import { z } from 'zod';
import { cadenceShape } from './cadence-shape.ts';

/**
 * JSON Schema (draft 7, which the YAML language server of editors reads) of a cadence file: `cadences/cadence.schema.json`.
 * It has the form only; references and contradictions are for `cadence lint`.
 */
export function cadenceJsonSchema(): object {
  const schema = z.toJSONSchema(cadenceShape, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'Cadence', description: 'A multi-touch sales cadence' };
}
