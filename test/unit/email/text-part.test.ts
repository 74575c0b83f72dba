import { describe, expect, test } from 'vitest';
import { prepareTemplate, renderMail } from '../../../src/email/render.ts';
import { column, compile, template } from './template-files.ts';

describe('the text part', () => {
  test('is derived: links once, lists, no preheader and no pictures', async () => {
    const { compiled } = await compile({
      'stage/name.mjml': template(
        column(
          '<mj-text><h1>Title</h1><p>One &amp; two</p><ul><li>a</li><li>b</li></ul><p><a href="https://x.example/">https://x.example/</a></p></mj-text><mj-image src="https://x.example/y.png" alt="y" />',
        ),
        'subject: S\npreheader: hidden',
      ),
    });
    expect(compiled?.text).toBe('Title\n\nOne & two\n\n * a\n * b\n\nhttps://x.example/\n');
  });

  test.each([
    [
      `<mj-button href='{{default a "https://x.example/"}}'>Go</mj-button>`,
      'Go (https://x.example/)',
    ],
    [
      `<mj-text><a href="{{default a 'https://x.example/'}}">Go</a></mj-text>`,
      'Go (https://x.example/)',
    ],
    ['<mj-text><a href="{{u}}">{{u}}</a></mj-text>', 'https://u.example/'],
    ['<mj-text>{{#if (eq tag "<b>")}}bold{{else}}plain{{/if}}</mj-text>', 'bold'],
    ['<mj-text>{{default a "two  blanks & more"}}</mj-text>', 'two  blanks & more'],
  ])('has its merge fields whole: %s', async (content, expected) => {
    const { compiled, told } = await compile({ 'stage/name.mjml': template(column(content)) });
    expect(told).toEqual([]);
    if (compiled === null) throw new Error('did not compile');
    const context = { u: 'https://u.example/', tag: '<b>' };
    expect(renderMail(prepareTemplate(compiled), context).text.trim()).toBe(expected);
  });

  test('has one blank line between paragraphs, whatever is shown of them', async () => {
    const { compiled } = await compile({
      'stage/name.mjml': template(
        column(
          '<mj-text><p>1</p>{{#if a}}<p>2</p>{{else}}<p>3</p>{{/if}}<p>4{{#if a}} {{a}}{{/if}}</p><p>5</p></mj-text>',
        ),
      ),
    });
    if (compiled === null) throw new Error('did not compile');
    const prepared = prepareTemplate(compiled);
    expect(renderMail(prepared, { a: 'x' }).text).toBe('1\n\n2\n\n4 x\n\n5\n');
    expect(renderMail(prepared, {}).text).toBe('1\n\n3\n\n4\n\n5\n');
  });

  test('is its own file where there is one, of the same language', async () => {
    const files = {
      'stage/name.mjml': template(column('<mj-text>html</mj-text>')),
      'stage/name.txt': 'own {{a}}\n',
      'stage/name.nb.mjml': template(column('<mj-text>html nb</mj-text>')),
      'stage/name.nb.txt': 'egen\n',
      'stage/name.en.mjml': template(column('<mj-text>html en</mj-text>')),
    };
    expect((await compile(files)).compiled).toMatchObject({ text: 'own {{a}}\n' });
    expect((await compile(files, 'nb')).compiled).toMatchObject({ text: 'egen\n' });
    expect((await compile(files, 'en')).compiled).toMatchObject({ text: 'html en\n' });
    expect((await compile(files)).compiled?.mergeFields).toEqual(['a']);
  });

  test('of its own has partials, and its mistakes are told at their lines', async () => {
    const files = {
      'stage/name.mjml': template(column('<mj-text>html</mj-text>')),
      'stage/name.txt': 'Hei {{> _name}}!\n\n{{> _signature}}\n',
      '_partials/_name.txt': '{{default a "der"}}',
      '_partials/_signature.txt': 'Hilsen\n{{b}}\n',
    };
    const { compiled } = await compile(files);
    expect(compiled?.text).toBe('Hei {{default a "der"}}!\n\nHilsen\n{{b}}\n');
    const { told } = await compile({
      ...files,
      'stage/name.txt': 'a\n{{> _nobody}}\n{{log a}}\n{{> _signature}}',
      '_partials/_signature.txt': 'Hilsen\n{{{b}}}\n',
    });
    expect(told).toEqual([
      'stage/name.txt:2:1 unknown-partial',
      'stage/name.txt:3:1 unknown-helper',
      '_partials/_signature.txt:2:1 unescaped-field',
    ]);
  });
});
