import { expect, test } from 'vitest';
import { z } from 'zod';
import { issueSentence, wanted } from '../../../../src/domain/language/issue-sentence.ts';
import { valueInEnglish } from '../../../../src/domain/sentence.ts';

const issuesOf = (shape: z.ZodType, value: unknown) => shape.safeParse(value).error?.issues ?? [];

test.each([
  ['a small number', z.number().min(2), 1],
  ['a big number', z.int().max(2), 3],
  ['a short text', z.string().min(2), 'a'],
  ['a long text', z.string().max(2), 'abc'],
  ['a short list', z.array(z.number()).min(1), []],
  ['a long list', z.array(z.number()).max(1), [1, 2]],
  ['no URL', z.url(), 'nope'],
  ['another value than the only one', z.literal(true), false],
  ['none of several values', z.enum(['one', 'two']), 'three'],
  ['no branch of a union', z.union([z.number(), z.boolean()]), 'text'],
])('what zod says of %s has a sentence of ours, with the same English', (_what, shape, value) => {
  const [issue, ...more] = issuesOf(shape, value);
  expect(more).toEqual([]);
  if (issue === undefined) throw new Error('nothing is wrong');
  const said = issueSentence(issue);
  expect(said).toBeTypeOf('object');
  expect(valueInEnglish(said)).toBe(issue.message);
});

test('a shape says in its own sentence what is wanted', () => {
  const [issue] = issuesOf(z.number().min(1, wanted('want.limit')), 0);
  if (issue === undefined) throw new Error('nothing is wrong');
  expect(valueInEnglish(issueSentence(issue))).toBe(
    'Write 1 or more, or leave it out: then there is no limit.',
  );
});

test('what zod says otherwise stays as it is', () => {
  const [issue] = issuesOf(z.number().multipleOf(5), 3);
  if (issue === undefined) throw new Error('nothing is wrong');
  expect(issueSentence(issue)).toBe(issue.message);
});
