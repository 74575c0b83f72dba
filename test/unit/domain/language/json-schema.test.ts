import { expect, test } from 'vitest';
import { cadenceJsonSchema } from '../../../../src/domain/language/json-schema.ts';

const schema = cadenceJsonSchema();

test('it is a draft-7 schema of what people write, not of what we make of it', () => {
  expect(schema).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: false,
    required: ['key', 'title', 'steps'],
    properties: {
      unknown: { type: 'string', enum: ['hold', 'resend'] },
      schedule: { properties: { min_gap: { type: 'string' } } },
      steps: { items: { required: ['id'], properties: { after: { type: 'string' } } } },
    },
  });
});

test('every key has a description', () => {
  const missing: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, member] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [name, property] of Object.entries(member)) {
          const text = JSON.stringify(property);
          if (!text.includes('"description"')) missing.push(`${path}.${name}`);
        }
      }
      visit(member, `${path}.${key}`);
    }
  };
  visit(schema, '');
  expect(missing).toEqual([]);
});
