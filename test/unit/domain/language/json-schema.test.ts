import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { cadenceShape } from '../../../../src/domain/language/cadence-shape.ts';
import { cadenceJsonSchema } from '../../../../src/domain/language/json-schema.ts';

const schema: unknown = JSON.parse(JSON.stringify(cadenceJsonSchema()));

/** `npm run schema` writes the file. */
test('cadences/cadence.schema.json is what the code reads', async () => {
  const file = join(import.meta.dirname, '../../../../cadences/cadence.schema.json');
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
});

/** Every named key of a JSON Schema, by the way that leads to it. */
function keysOf(node: unknown, way: string): [way: string, schema: Record<string, unknown>][] {
  if (Array.isArray(node)) return node.flatMap((each) => keysOf(each, way));
  if (typeof node !== 'object' || node === null) return [];
  const { properties, items, additionalProperties, anyOf } = node as Record<string, unknown>;
  return [
    ...Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>).flatMap(
      ([key, value]): ReturnType<typeof keysOf> => [
        [`${way}.${key}`, value],
        ...keysOf(value, `${way}.${key}`),
      ],
    ),
    ...keysOf(items, `${way}[]`),
    ...keysOf(additionalProperties, `${way}.*`),
    ...keysOf(anyOf, way),
  ];
}

test('an editor has something to say about every key', () => {
  const keys = keysOf(schema, '');
  expect(keys.length).toBeGreaterThan(100);
  const silent = keys.filter(([, { description, examples }]) => {
    const says = typeof description === 'string' && description.length >= 10;
    return !says || !Array.isArray(examples) || examples.length === 0;
  });
  expect(silent.map(([way]) => way)).toEqual([]);
});

/** Every schema below one, with the examples that stand at it. */
function schemasIn(shape: unknown): z.ZodType[] {
  if (shape instanceof z.ZodOptional) return schemasIn(shape.unwrap());
  if (!(shape instanceof z.ZodType)) return [];
  const inner: readonly unknown[] =
    shape instanceof z.ZodObject
      ? Object.values(shape.shape)
      : shape instanceof z.ZodArray
        ? [shape.element]
        : shape instanceof z.ZodRecord
          ? [shape.keyType, shape.valueType]
          : shape instanceof z.ZodUnion
            ? shape.options
            : [];
  return [shape, ...inner.flatMap(schemasIn)];
}

test('every example that editors show is one that the language reads', () => {
  const tried = schemasIn(cadenceShape).flatMap((shape) => {
    const examples: unknown = z.globalRegistry.get(shape)?.examples;
    return (Array.isArray(examples) ? examples : []).map((example: unknown) => ({
      example,
      error: shape.safeParse(example).error?.message,
    }));
  });
  expect(tried.length).toBeGreaterThan(50);
  expect(tried.filter(({ error }) => error !== undefined)).toEqual([]);
});
