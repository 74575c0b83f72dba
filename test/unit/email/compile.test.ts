import { describe, expect, test } from 'vitest';
import { contentHash } from '../../../src/email/compile.ts';
import { prepareTemplate, renderMail } from '../../../src/email/render.ts';
import { column, compile, template } from './template-files.ts';

describe('a compiled template', () => {
  test('has its Handlebars left in, in every part', async () => {
    const { compiled, told } = await compile({
      'stage/name.mjml': template(
        column(
          '<mj-text>Hi {{default a.b "there"}}, <a href="{{unsubscribeUrl}}">out</a></mj-text>',
        ),
        "subject: 'Hello {{c}}'\npreheader: 'For {{d}} & <co>'",
      ),
    });
    expect(told).toEqual([]);
    expect(compiled).toMatchObject({
      key: 'stage/name',
      locale: null,
      subject: 'Hello {{c}}',
      text: 'Hi {{default a.b "there"}}, out ({{unsubscribeUrl}})\n',
      mergeFields: ['a.b', 'c', 'd', 'unsubscribeUrl'],
    });
    expect(compiled?.html).toContain('Hi {{default a.b "there"}}, <a href="{{unsubscribeUrl}}">');
    expect(compiled?.html).toContain('<title>Hello {{c}}</title>');
    expect(compiled?.html).toContain('For {{d}} &amp; &lt;co');
  });

  test('asks nothing of third parties, and has no remarks of the writer', async () => {
    const { compiled } = await compile({
      'stage/name.mjml': template(
        column('<!-- not for them --><mj-text font-family="Roboto">x</mj-text>'),
      ),
    });
    expect(compiled?.html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(compiled?.html).not.toContain('not for them');
  });

  test('keeps the title and preheader that it has already', async () => {
    const head =
      '<mj-head><mj-title>Own title</mj-title><mj-preview>Own preview</mj-preview></mj-head>';
    const { compiled } = await compile({
      'stage/name.mjml': `---\nsubject: S\npreheader: P\n---\n<mjml>${head}<mj-body>${column('<mj-text>x</mj-text>')}</mj-body></mjml>`,
    });
    expect(compiled?.html).toContain('<title>Own title</title>');
    expect(compiled?.html).toContain('Own preview');
    expect(compiled?.html).not.toMatch(/<title>S|>P</);
  });

  test('has the same hash as long as nothing of it changes', async () => {
    const file = (body: string) => ({ 'stage/name.mjml': template(column(body)) });
    const hash = async (body: string) => {
      const { compiled } = await compile(file(body));
      return compiled === null ? null : contentHash(compiled);
    };
    const one = await hash('<mj-text>a</mj-text>');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash('<mj-text>a</mj-text>')).toBe(one);
    expect(await hash('<mj-text>b</mj-text>')).not.toBe(one);
  });
});

describe('mistakes stand at their own line', () => {
  const sections = (...lines: string[]) => template(lines.join('\n'));

  test.each([
    ['no front matter', '<mjml></mjml>', ['stage/name.mjml:1:1 missing-front-matter']],
    ['nothing', '', ['stage/name.mjml:1:1 missing-front-matter']],
    ['no MJML', '---\nsubject: S\n---\n<p>x</p>', ['stage/name.mjml:4:1 invalid-mjml']],
    ['no body', '---\nsubject: S\n---\n', ['stage/name.mjml:4:1 invalid-mjml']],
    [
      'a tag that there is not',
      sections(
        '<mj-section>',
        '<mj-column>',
        '<mj-txt>x</mj-txt>',
        '</mj-column>',
        '</mj-section>',
      ),
      ['stage/name.mjml:7:1 invalid-mjml'],
    ],
    [
      'an attribute that there is not',
      sections(
        '<mj-section>',
        '<mj-column>',
        '',
        '<mj-text colour="red">x</mj-text>',
        '</mj-column>',
        '</mj-section>',
      ),
      ['stage/name.mjml:8:10 invalid-mjml'],
    ],
    [
      'a tag in the wrong place',
      sections('<mj-section>', '<mj-text>x</mj-text>', '</mj-section>'),
      ['stage/name.mjml:6:1 invalid-mjml'],
    ],
    [
      'a tag that is not closed',
      sections('<mj-section><mj-column>', '<mj-text>x', '</mj-column></mj-section>'),
      ['stage/name.mjml:6:1 unclosed-tag'],
    ],
    [
      'a tag that was never opened',
      sections('<mj-section><mj-column>', '</mj-text>', '</mj-column></mj-section>'),
      ['stage/name.mjml:6:1 unclosed-tag'],
    ],
    [
      'Handlebars that does not end',
      sections(
        '<mj-section><mj-column>',
        '<mj-text>{{#if a}}x</mj-text>',
        '</mj-column></mj-section>',
      ),
      ['stage/name.mjml:6:10 invalid-handlebars'],
    ],
    [
      'Handlebars that MJML drops',
      sections(
        '<mj-section><mj-column>',
        '{{#if a}}<mj-text>for some</mj-text>{{/if}}',
        '</mj-column></mj-section>',
      ),
      ['stage/name.mjml:6:1 lost-text', 'stage/name.mjml:6:37 lost-text'],
    ],
    [
      'a field that MJML drops',
      sections('<mj-section><mj-column>', '{{a}}<mj-text>{{a}}</mj-text></mj-column></mj-section>'),
      ['stage/name.mjml:6:1 lost-text'],
    ],
  ])('%s', async (_what, file, expected) => {
    const { told, compiled } = await compile({ 'stage/name.mjml': file });
    expect(told).toEqual(expected);
    expect(compiled).toBeNull();
  });

  test('behind partials of several lines, and within them', async () => {
    const { told } = await compile({
      'stage/name.mjml': template('{{> _top}}\n<mj-nothing />\n{{> _end}}'),
      '_partials/_top.mjml': column('<mj-text>\na\nb\n</mj-text>'),
      '_partials/_end.mjml': `\n${column('<mj-text nonsense="1">x</mj-text>')}`,
    });
    expect(told).toEqual([
      'stage/name.mjml:6:1 invalid-mjml',
      '_partials/_end.mjml:3:10 invalid-mjml',
    ]);
  });

  test('Handlebars within a partial', async () => {
    const { told } = await compile({
      'stage/name.mjml': template(column('<mj-text>x</mj-text>\n{{> _end}}')),
      '_partials/_end.mjml': '<mj-text>\n  {{{a}}}\n</mj-text>',
    });
    expect(told).toEqual(['_partials/_end.mjml:2:3 unescaped-field']);
  });

  test('in subject and preheader', async () => {
    const { told, errors } = await compile({
      'stage/name.mjml': template(
        column('<mj-text>x</mj-text>'),
        "# a remark\nsubject: '{{log a}}'\npreheader: '{{default b}}'",
      ),
    });
    expect(told).toEqual([
      'stage/name.mjml:3:11 unknown-helper',
      'stage/name.mjml:4:13 wrong-arguments',
    ]);
    expect(errors.map(({ message }) => message.split(':')[0])).toEqual(['subject', 'preheader']);
  });
});

describe('an include that MJML would drop in silence', () => {
  test.each([
    '<mj-include path="_x.mjml" type="css" />',
    '<mj-include type="html" path="_x.mjml" />',
    "<mj-include path='_x.mjml' />",
    '<mj-include />',
    '<mj-include path=_x.mjml />',
    '<mj-include\npath="_x.mjml" />',
  ])('%s', async (include) => {
    const { told, compiled } = await compile({
      'stage/name.mjml': template(column(`<mj-text>x</mj-text>\n  ${include}`)),
      'stage/_x.mjml': '<mj-text>X</mj-text>',
    });
    expect(told).toEqual(['stage/name.mjml:7:3 unknown-partial']);
    expect(compiled).toBeNull();
  });
});

test('blocks around MJML tags work in mj-raw', async () => {
  const { compiled, told } = await compile({
    'stage/name.mjml': template(
      column(
        '<mj-raw>{{#if a}}</mj-raw><mj-text>for some</mj-text><mj-raw>{{/if}}</mj-raw><mj-text>for all</mj-text>',
      ),
    ),
  });
  expect(told).toEqual([]);
  if (compiled === null) throw new Error('did not compile');
  const prepared = prepareTemplate(compiled);
  expect(renderMail(prepared, { a: true }).html).toContain('for some');
  expect(renderMail(prepared, { a: true }).text).toContain('for some');
  expect(renderMail(prepared, {}).html).not.toContain('for some');
  expect(renderMail(prepared, {}).text).toMatch(/^\s*for all\s*$/);
});

test('comments may hold what they like', async () => {
  const { told } = await compile({
    'stage/name.mjml': template(
      column('<!-- {{a}} <mj-text> -->\n<mj-text css-class="a > b">{{!-- {{b}} --}}x</mj-text>'),
    ),
  });
  expect(told).toEqual([]);
});

describe('what keeps a mail from arriving or from being lawful is a warning', () => {
  const warned = async (body: string) => {
    const { problems, told } = await compile({ 'stage/name.mjml': template(body) });
    expect(told).toEqual([]);
    return problems.map((p) => `${p.line}:${p.column} ${p.severity} ${p.code}`);
  };
  const lawful = '<mj-text><a href="{{unsubscribeUrl}}">out</a> {{sender.postalAddress}}</mj-text>';

  test('nothing to tell', async () => {
    expect(await warned(column(lawful))).toEqual([]);
  });

  test.each([
    ['no opt-out', '<mj-text>{{sender.postalAddress}}</mj-text>', '1:1 warning no-opt-out-link'],
    [
      'no address',
      '<mj-text><a href="{{unsubscribeUrl}}">out</a></mj-text>',
      '1:1 warning no-postal-address',
    ],
    [
      'http',
      `${lawful}\n<mj-button href="http://x.example">x</mj-button>`,
      '7:12 warning insecure-link',
    ],
    ['no alt', `${lawful}\n<mj-image src="https://x.example/y.png" />`, '7:1 warning missing-alt'],
    [
      'far too long',
      `${lawful}<mj-text>${'x'.repeat(100_001)}</mj-text>`,
      '1:1 warning html-too-large',
    ],
  ])('%s', async (_what, content, expected) => {
    expect(await warned(column(content))).toEqual([expected]);
  });
});
