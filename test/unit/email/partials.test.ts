import { describe, expect, test } from 'vitest';
import { expandedText } from '../../../src/email/expanded-text.ts';
import { expandPartials, linesOf } from '../../../src/email/partials.ts';

const expand = (
  text: string,
  files: Record<string, string>,
  locale: string | null = null,
  file = 'stage/name.mjml',
) => {
  const map = new Map(Object.entries(files));
  const { lines, problems } = expandPartials(linesOf(text, file, 1), locale, map);
  return {
    text: expandedText(lines).text,
    from: lines.map((line) => `${line.file}:${line.line}:${line.column} ${line.text}`),
    told: problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.code}`),
  };
};

describe('partials', () => {
  test('are put in where they are named, and every line knows where it is from', () => {
    const files = { '_partials/_foot.mjml': 'one\ntwo\n' };
    expect(expand('top\n  {{> _foot}}\nend', files)).toEqual({
      text: 'top\n  one\ntwo\nend',
      from: [
        'stage/name.mjml:1:1 top',
        'stage/name.mjml:2:1   ',
        '_partials/_foot.mjml:1:1 one',
        '_partials/_foot.mjml:2:1 two',
        'stage/name.mjml:2:14 ',
        'stage/name.mjml:3:1 end',
      ],
      told: [],
    });
  });

  test('in the middle of a line, and several on one', () => {
    const files = { '_partials/_a.mjml': 'A', '_partials/_b.mjml': 'B\nb' };
    expect(expand('x {{> _a}} y {{>_b}} z', files).text).toBe('x A y B\nb z');
  });

  test('by both ways of writing', () => {
    const files = { 'stage/_x.mjml': 'X', '_partials/_x.mjml': 'P' };
    for (const [reference, expected] of [
      ['{{> _x}}', 'P'],
      ['<mj-include path="./_x.mjml" />', 'X'],
      ['<mj-include path="_x.mjml"/>', 'X'],
      ['<mj-include path="_x" />', 'X'],
      ['<mj-include path="../_partials/_x.mjml"></mj-include>', 'P'],
    ] as const) {
      expect(expand(reference, files)).toMatchObject({ text: expected, told: [] });
    }
  });

  test('in the language of the template before the one without', () => {
    const files = { '_partials/_x.nb.mjml': 'nb', '_partials/_x.mjml': 'none' };
    expect(expand('{{> _x}}', files, 'nb').text).toBe('nb');
    expect(expand('{{> _x}}', files, 'en').text).toBe('none');
    expect(expand('{{> _x}}', files, null).text).toBe('none');
  });

  test('of a text part are texts', () => {
    const files = { '_partials/_x.mjml': '<mj-text />', '_partials/_x.txt': 'text' };
    expect(expand('{{> _x}}', files, null, 'stage/name.txt').text).toBe('text');
    expect(expand('{{> _x}}', files, null, 'stage/name.mjml').text).toBe('<mj-text />');
  });

  test('may hold others', () => {
    const files = { '_partials/_a.mjml': '<{{> _b}}>', '_partials/_b.mjml': 'b' };
    expect(expand('{{> _a}}', files)).toMatchObject({ text: '<b>', told: [] });
  });

  test('that name themselves, or one another, end', () => {
    const files = {
      '_partials/_self.mjml': 'a\n{{> _self}}',
      '_partials/_ping.mjml': '{{> _pong}}',
      '_partials/_pong.mjml': '\n\n  {{> _ping}}',
    };
    expect(expand('{{> _self}}', files).told).toEqual(['_partials/_self.mjml:2:1 partial-loop']);
    expect(expand('{{> _ping}}', files).told).toEqual(['_partials/_pong.mjml:3:3 partial-loop']);
    const own = { 'stage/name.mjml': 'x' };
    expect(expand('<mj-include path="name.mjml" />', own).told).toEqual([
      'stage/name.mjml:1:1 partial-loop',
    ]);
  });

  test('one in the other without end is no stack overflow', () => {
    const chain = Array.from({ length: 50 }, (_, n) => [`_partials/_${n}.mjml`, `{{> _${n + 1}}}`]);
    expect(expand('{{> _0}}', Object.fromEntries(chain)).told).toEqual([
      '_partials/_8.mjml:1:1 partial-loop',
    ]);
  });
});

describe('nothing outside of the templates folder', () => {
  const everywhere = ['etc/passwd', '/etc/passwd', '../etc/passwd', 'stage//etc/passwd', 'passwd'];
  const files = Object.fromEntries(
    everywhere.flatMap((path) => [`${path}`, `${path}.mjml`]).map((path) => [path, 'SECRET']),
  );

  test.each([
    '<mj-include path="../../etc/passwd" />',
    '<mj-include path="../../etc/passwd.mjml" />',
    '<mj-include path="/etc/passwd" />',
    '<mj-include path="../stage/../../etc/passwd" />',
    '<mj-include path="file:///etc/passwd" />',
    '<mj-include path="https://example.com/x.mjml" />',
    '<mj-include path="..\\..\\etc\\passwd" />',
    '<mj-include path="%2e%2e/%2e%2e/etc/passwd" />',
    '<mj-include path="" />',
    '{{> ../../etc/passwd}}',
    '{{> /etc/passwd}}',
    '{{> _nobody}}',
  ])('%s', (reference) => {
    const { text, told } = expand(reference, files);
    expect(text).toBe('');
    expect(told).toEqual(['stage/name.mjml:1:1 unknown-partial']);
  });
});
