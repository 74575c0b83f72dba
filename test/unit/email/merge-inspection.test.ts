import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inEnglish } from '../../../src/domain/sentence.ts';
import { inspectMerge } from '../../../src/email/merge-inspection.ts';
import { compileMerge, knownHelpers } from '../../../src/email/merge-language.ts';

const fields = (text: string) => inspectMerge(text).uses.map(({ field, use }) => `${field} ${use}`);
const codes = (text: string) => inspectMerge(text).problems.map(({ code }) => code);

describe('what a text asks for', () => {
  test.each([
    ['no field', 'Hello', []],
    ['shown', '{{a}} {{b.c}}', ['a shown', 'b.c shown']],
    ['with a fallback', '{{default a.b "x"}}', ['a.b replaced']],
    ['asked', '{{#if (eq c "d")}}{{e}}{{/if}}', ['c asked', 'e shown']],
    ['in a condition on itself', '{{#if a}}{{a}}{{/if}}', ['a asked', 'a replaced']],
    ['in a list it is another', '{{#each list}}{{this.name}}{{@index}}{{/each}}', ['list asked']],
    ['not in a comment', '{{!-- {{a}} --}}{{! b }}', []],
  ])('%s', (_what, text, expected) => {
    expect(fields(text)).toEqual(expected);
    expect(codes(text)).toEqual([]);
  });
});

describe('mistakes are told before anybody gets the mail', () => {
  test.each([
    ['{{{a}}}', 'unescaped-field'],
    ['{{&a}}', 'unescaped-field'],
    ['{{log a}}', 'unknown-helper'],
    ['{{#prospect}}x{{/prospect}}', 'unknown-helper'],
    ['{{default (upper a) "x"}}', 'unknown-helper'],
    ['{{#if (and a b)}}x{{/if}}', 'unknown-helper'],
    ['{{__field a "a"}}', 'unknown-helper'],
    ['{{constructor a}}', 'unknown-helper'],
    ['{{toString a}}', 'unknown-helper'],
    ['{{default a}}', 'wrong-arguments'],
    ['{{default}}', 'wrong-arguments'],
    ['{{default a "b" c}}', 'wrong-arguments'],
    ['{{default a fallback="b"}}', 'wrong-arguments'],
    ['{{default a "b" c="d"}}', 'wrong-arguments'],
    ['{{#default a "b"}}x{{/default}}', 'misplaced-helper'],
    ['{{eq a b}}', 'misplaced-helper'],
    ['{{#eq a b}}x{{/eq}}', 'misplaced-helper'],
    ['{{#if (eq a)}}x{{/if}}', 'wrong-arguments'],
    ['{{if a}}', 'misplaced-helper'],
    ['{{if a "x"}}', 'misplaced-helper'],
    ['{{#if}}x{{/if}}', 'wrong-arguments'],
    ['{{#if a b}}x{{/if}}', 'wrong-arguments'],
    ['{{#if a}}x{{else if b c}}y{{/if}}', 'wrong-arguments'],
    ['{{#unless}}x{{/unless}}', 'wrong-arguments'],
    ['{{each a}}', 'misplaced-helper'],
    ['{{#each}}x{{/each}}', 'wrong-arguments'],
    ['{{with a}}', 'misplaced-helper'],
    ['{{lookup a}}', 'wrong-arguments'],
    ['{{#lookup a "b"}}x{{/lookup}}', 'misplaced-helper'],
    ['{{> _name}}', 'unknown-partial'],
    ['{{> _name a=1}}', 'unknown-partial'],
    ['{{#> _name}}x{{/_name}}', 'unknown-partial'],
    ['{{#*inline "x"}}y{{/inline}}', 'unknown-partial'],
    ['{{* x}}', 'unknown-partial'],
    ['{{#if a}}x{{/unless}}', 'invalid-handlebars'],
    ['{{#if a}}x', 'invalid-handlebars'],
    ['{{a', 'invalid-handlebars'],
    ['{{}}', 'invalid-handlebars'],
  ])('%s', (text, code) => {
    expect(codes(text)).toEqual([code]);
  });

  test('each at its place', () => {
    const places = (text: string) =>
      inspectMerge(text).problems.map(({ line, column }) => [line, column]);
    expect(places('x\n  {{log a}}\n{{{b}}}')).toEqual([
      [2, 3],
      [3, 1],
    ]);
    expect(places('x\ny\n {{#if a}}x\n{{/unless}}')).toEqual([[4, 1]]);
    expect(places('x\ny {{')).toEqual([[2, 3]]);
  });

  const firstIn = (text: string) => {
    const [problem] = inspectMerge(text).problems;
    return problem === undefined ? '' : inEnglish(problem.said);
  };

  test('with what is right instead, which is right itself', () => {
    for (const helper of knownHelpers) {
      const wrong = helper === 'eq' ? '{{eq a "b"}}' : `{{#if (${helper} a)}}x{{/if}}`;
      const told = firstIn(wrong);
      const example = /is written (.*)\.$/.exec(told)?.[1];
      if (example !== undefined) expect(codes(example), example).toEqual([]);
      else expect(told).toMatch(/takes/);
    }
    expect(firstIn('{{uper a}}')).toContain(knownHelpers.join(', '));
  });
});

test('what has no mistakes renders, whatever the fields hold', () => {
  const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.constant(undefined),
    fc.jsonValue(),
    fc.constantFrom('', ' ', '<', [], {}),
  );
  const atom = fc.constantFrom('a', 'b.c', '"x"', '0', 'this', '@root.a', '../a', '(eq a b)');
  const text = fc
    .tuple(fc.constantFrom(...knownHelpers, 'a'), fc.array(atom, { maxLength: 3 }), atom)
    .chain(([name, args, inner]) => {
      const call = [name, ...args].join(' ');
      return fc.constantFrom(
        `{{${call}}}`,
        `{{#${call}}}{{${inner}}}{{else}}n{{/${name}}}`,
        `{{default (${call}) ${inner}}}`,
        `{{#if (${call})}}{{${call}}}{{/if}}`,
      );
    });
  let rendered = 0;
  fc.assert(
    fc.property(text, value, value, (source, a, b) => {
      if (inspectMerge(source).problems.length > 0) return;
      rendered += 1;
      expect(() =>
        compileMerge(source, { escapeHtml: true }, { missing: new Set() })({ a, b }),
      ).not.toThrow();
    }),
    { numRuns: 3_000 },
  );
  expect(rendered).toBeGreaterThan(50);
});
