import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { prepareTemplate, renderMail, renderText } from '../../../src/email/render.ts';
import { InvalidInput } from '../../../src/errors.ts';

const templateOf = (parts: { subject?: string; html?: string; text?: string }) =>
  prepareTemplate({
    key: 'stage/name',
    locale: null,
    subject: 'S',
    preheader: '',
    html: '<p>',
    text: 'T',
    mergeFields: [],
    ...parts,
  });

const render = (text: string, context: unknown) =>
  renderMail(templateOf({ html: text }), context).html;

/** Names of the fields for whose sake a mail is held back; an empty list when it is not. */
function missing(text: string, context: unknown): unknown {
  try {
    render(text, context);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    expect(error.code).toBe('missing_merge_field');
    return error.details?.fields;
  }
}

describe('escaping', () => {
  const name = `<b>"O'Neil" & Søn</b>`;

  test('in the HTML only: subject and text are no HTML', () => {
    const field = '{{prospect.company}}';
    const prepared = templateOf({ subject: field, html: `<p>${field}</p>`, text: field });
    expect(renderMail(prepared, { prospect: { company: name } })).toEqual({
      subject: name,
      html: '<p>&lt;b&gt;&quot;O&#x27;Neil&quot; &amp; Søn&lt;/b&gt;</p>',
      text: name,
      bodies: 'plain',
    });
  });

  test('also of what a helper gives back, and inside blocks', () => {
    const context = { name, list: [{ name }] };
    for (const text of [
      '{{default name "x"}}',
      '{{default nobody name}}',
      '{{lookup this "name"}}',
      '{{#if name}}{{name}}{{/if}}',
      '{{#each list}}{{name}}{{/each}}',
      '{{#with list.[0]}}{{name}}{{/with}}',
    ]) {
      expect(render(text, context), text).toBe(
        '&lt;b&gt;&quot;O&#x27;Neil&quot; &amp; Søn&lt;/b&gt;',
      );
    }
  });

  test('no value can begin an element or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        fc.pre(value.trim() !== '');
        expect(render('{{v}}', { v: value })).not.toMatch(/[<>"'`]/);
      }),
    );
  });

  test('a value that is a template is not run', () => {
    const prepared = templateOf({ subject: '{{a}}', html: '{{a}}', text: '{{a}}' });
    const rendered = renderMail(prepared, { a: '{{b}}', b: 'secret' });
    expect(rendered).toMatchObject({ subject: '{{b}}', html: '{{b}}', text: '{{b}}' });
  });

  test('a subject is one line', () => {
    const prepared = templateOf({ subject: ' a\n{{x}}  b ' });
    expect(renderMail(prepared, { x: 'c\r\nBcc: d\u2028e\u0000' }).subject).toBe('a c Bcc: d e b');
  });
});

describe('missing fields', () => {
  test.each([
    ['not there', '{{a}}', {}, ['a']],
    ['null', '{{a}}', { a: null }, ['a']],
    ['empty', '{{a}}', { a: '' }, ['a']],
    ['blanks', '{{a}}', { a: ' \t\n' }, ['a']],
    ['an object is no text', '{{a}}', { a: { b: 1 } }, ['a']],
    ['nor is a list', '{{a}}', { a: ['b'] }, ['a']],
    ['zero is a value', '{{a}}', { a: 0 }, []],
    ['false is a value', '{{a}}', { a: false }, []],
    ['deep', '{{a.b.c}}', { a: { b: {} } }, ['a.b.c']],
    ['deep in nothing', '{{a.b.c}}', {}, ['a.b.c']],
    ['in a list', '{{a.[1].b}}', { a: [{ b: 1 }] }, ['a.1.b']],
    ['several, each once, in order', '{{b}}{{a}}{{b}}', {}, ['a', 'b']],
    ['in an if that is shown', '{{#if a}}{{b}}{{/if}}', { a: 1 }, ['b']],
    ['in an if that is not', '{{#if a}}{{b}}{{/if}}', {}, []],
    ['in an else that is shown', '{{#if a}}x{{else}}{{b}}{{/if}}', {}, ['b']],
    ['in an else if', '{{#if a}}x{{else if b}}{{c}}{{/if}}', { b: 1 }, ['c']],
    ['in an unless', '{{#unless a}}{{b}}{{/unless}}', {}, ['b']],
    ['asking is not printing', '{{#if a.b}}x{{/if}}', {}, []],
    ['in each, for one of them', '{{#each l}}{{n}}{{/each}}', { l: [{ n: 1 }, {}] }, ['n']],
    ['in each of nothing', '{{#each l}}{{n}}{{/each}}', {}, []],
    ['from above', '{{#each l}}{{../n}}{{/each}}', { l: [1] }, ['../n']],
    ['the number in each', '{{#each l}}{{@index}}{{/each}}', { l: [1] }, []],
    ['in with', '{{#with a}}{{b}}{{/with}}', { a: { c: 1 } }, ['b']],
    ['a fallback', '{{default a "x"}}', { a: '' }, []],
    ['a fallback that is missing', '{{default a b}}', {}, ['a']],
    ['a fallback that is empty', '{{default a ""}}', {}, ['a']],
    ['a fallback for a fallback', '{{default (default a b) "x"}}', {}, []],
    ['neither of three', '{{default (default a.b c) d}}', {}, ['a.b']],
    ['by lookup', '{{lookup a "b"}}', { a: {} }, ['(lookup a b)']],
    ['by lookup, with a fallback', '{{default (lookup a "b") "x"}}', { a: {} }, []],
  ])('%s: %s', (_what, text, context, fields) => {
    expect(missing(text, context)).toEqual(fields);
  });

  test('are told from all three parts at once, with what to do', () => {
    const prepared = templateOf({ subject: '{{a}}', html: '{{b}}', text: '{{c}}' });
    expect(() => renderMail(prepared, {})).toThrow(
      'stage/name needs a, b, c: give a value, or a fallback as in {{default a "…"}}.',
    );
  });

  test('of one render are forgotten in the next, also after one that broke off', () => {
    const prepared = templateOf({ subject: '{{a}}', html: '{{b.c}}' });
    expect(() => renderMail(prepared, { a: 1 })).toThrow('needs b.c:');
    expect(() => renderMail(prepared, { b: { c: 1 } })).toThrow('needs a:');
    const explosive = {
      get a() {
        throw new Error('no luck');
      },
    };
    expect(() => renderMail(prepared, explosive)).toThrow('no luck');
    expect(renderMail(prepared, { a: 1, b: { c: 2 } })).toMatchObject({ subject: '1', html: '2' });
  });

  test('of one template are none of another', () => {
    const [one, two] = [templateOf({ html: '{{a}}' }), templateOf({ html: '{{b}}' })];
    expect(() => renderMail(one, {})).toThrow('needs a:');
    expect(renderMail(two, { b: 1 }).html).toBe('1');
  });
});

describe('what an object inherits', () => {
  const stderr = vi.spyOn(console, 'error');
  afterEach(() => stderr.mockClear());

  test.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'prospect.constructor.name',
    'prospect.__proto__.polluted',
    'prospect.firstName.length.constructor',
    'prospect.firstName.constructor.constructor',
    'list.constructor',
    '__lookupGetter__',
  ])('{{%s}} is no field', (path) => {
    const context = { prospect: { firstName: 'Kari' }, list: [1] };
    expect(missing(`{{${path}}}`, context)).toEqual([path]);
    expect(render(`{{default ${path} "x"}}`, context)).toBe('x');
    expect(render(`{{#if ${path}}}yes{{else}}no{{/if}}`, context)).toBe('no');
    expect(stderr).not.toHaveBeenCalled();
  });

  test('lookup does not find it either', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(render(`{{default (lookup prospect "${name}") "x"}}`, { prospect: {} })).toBe('x');
    }
  });

  test('a field of that name which is really there is one', () => {
    const attributes: unknown = JSON.parse('{"constructor": "Veidekke", "__proto__": "Skanska"}');
    expect(render('{{a.constructor}}', { a: attributes })).toBe('Veidekke');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a short text', () => {
  test('is rendered on one line, not escaped', () => {
    expect(renderText('Ring {{name}}\nnow', { name: 'Kari & Ola' })).toBe('Ring Kari & Ola now');
  });

  test('needs its fields each time', () => {
    expect(renderText('Ring {{name}}', { name: 'Kari' })).toBe('Ring Kari');
    expect(() => renderText('Ring {{name}}', {})).toThrow('"Ring {{name}}" needs name:');
    expect(renderText('Ring {{name}}', { name: 'Ola' })).toBe('Ring Ola');
  });

  test('a thousand others do not change it', () => {
    for (let n = 0; n < 1_100; n += 1) expect(renderText(`${n} {{x}}`, { x: n })).toBe(`${n} ${n}`);
    expect(renderText('0 {{x}}', { x: 'again' })).toBe('0 again');
  });
});
