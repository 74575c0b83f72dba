import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cadenceJsonSchema } from '../../../../src/domain/language/json-schema.ts';

test('cadences/cadence.schema.json is what the code reads', async () => {
  const file = join(import.meta.dirname, '../../../../cadences/cadence.schema.json');
  await expect(`${JSON.stringify(cadenceJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});
