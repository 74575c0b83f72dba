import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseTemplateFile } from '../../../src/email/front-matter.ts';
import {
  listTemplates,
  readTemplateFiles,
  templatePath,
} from '../../../src/email/template-source.ts';
import { Misconfigured } from '../../../src/errors.ts';

const parse = (text: string) => parseTemplateFile(text, 'stage/name.mjml');
const told = (text: string) =>
  parse(text).problems.map((p) => `${p.line}:${p.column} ${p.code} ${p.message}`);

describe('front matter', () => {
  test('is parted from the MJML, whose first line is known', () => {
    const text =
      "---\n# a remark\nsubject: 'Hello {{x}}'\npreheader: Short\n---\n<mjml>\n</mjml>\n";
    const { source, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(source).toMatchObject({
      subject: 'Hello {{x}}',
      preheader: 'Short',
      body: '<mjml>\n</mjml>\n',
      bodyLine: 6,
    });
    // Behind the quote, where {{x}} begins.
    expect(source?.locate('subject', { line: 1, column: 7 })).toEqual({ line: 3, column: 17 });
    expect(source?.locate('preheader', { line: 1, column: 1 })).toEqual({ line: 4, column: 12 });
  });

  test('needs no preheader', () => {
    expect(parse('---\nsubject: a\n---\n').source).toMatchObject({ preheader: '', body: '' });
  });

  test.each([
    ['none', '<mjml></mjml>', '1:1 missing-front-matter'],
    ['not at the beginning', '\n---\nsubject: a\n---\n', '1:1 missing-front-matter'],
    ['without an end', '---\nsubject: a\n<mjml>', '1:1 missing-front-matter'],
    ['YAML that is none', '---\n# x\nsubject: a: b\n---\n', '3:10 invalid-front-matter'],
    ['the same key twice', '---\nsubject: a\nsubject: b\n---\n', '3:1 invalid-front-matter'],
    ['a bracket that stays open', '---\nsubject: [a\n---\n', '3:1 invalid-front-matter'],
    ['no subject', '---\npreheader: a\n---\n', '2:1 invalid-front-matter'],
    ['an empty subject', '---\n# x\nsubject: "  "\n---\n', '3:10 invalid-front-matter'],
    ['a number', '---\npreheader: a\nsubject: 12\n---\n', '3:10 invalid-front-matter'],
    ['a preheader that is a list', '---\nsubject: a\npreheader: [b]\n---\n', '3:12 invalid'],
    ['an unknown key', '---\nsubject: a\nsubjekt: b\n---\n', '3:1 invalid-front-matter'],
    ['a text alone', '---\nsubject\n---\n', '2:1 invalid-front-matter'],
    ['nothing', '---\n\n---\n', '2:1 invalid-front-matter'],
  ])('%s', (_what, text, start) => {
    const [problem = '', ...others] = told(text);
    expect(problem.slice(0, start.length)).toBe(start);
    expect(others).toEqual([]);
  });
});

describe('names', () => {
  test('a template has a stage, a name and perhaps a language', () => {
    const files = [
      'stage/name.mjml',
      'stage/name.nb.mjml',
      'stage/name.pt-BR.mjml',
      'stage/other.en.mjml',
      'stage/name.nb.txt',
      'stage/_partial.mjml',
      '_partials/_footer.mjml',
      'stage/Name.mjml',
      'alone.mjml',
      'a/b/deep.mjml',
    ];
    const found = listTemplates(new Map(files.map((file) => [file, ''])));
    expect(Object.fromEntries(found)).toEqual({
      'stage/name': [null, 'nb', 'pt-BR'],
      'stage/other': ['en'],
    });
    for (const [key, locales] of found) {
      for (const locale of locales) expect(files).toContain(templatePath(key, locale));
    }
  });
});

describe('a folder of templates', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'cadence-templates-'));
    for (const [path, text] of Object.entries({
      'templates/stage/one.mjml': '\uFEFFa\r\nb\r\n',
      'templates/stage/one.txt': 'text',
      'templates/stage/notes.md': 'not a template',
      'secret/key.mjml': 'secret',
    })) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text);
    }
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  test('is read with paths relative to it and line ends of one kind, however it is written', async () => {
    const expected = { 'stage/one.mjml': 'a\nb\n', 'stage/one.txt': 'text' };
    const was = process.cwd();
    process.chdir(home);
    try {
      for (const dir of [
        'templates',
        './templates',
        'templates/',
        'templates//',
        './/templates',
        'secret/../templates',
        join(home, 'templates'),
      ]) {
        expect(Object.fromEntries(await readTemplateFiles(dir)), dir).toEqual(expected);
      }
    } finally {
      process.chdir(was);
    }
  });

  test('links lead nowhere: nothing outside of it is read', async () => {
    const templates = join(home, 'templates');
    await symlink(join(home, 'secret/key.mjml'), join(templates, 'stage/linked.mjml'));
    await symlink(join(home, 'secret'), join(templates, 'linked'));
    expect([...(await readTemplateFiles(templates)).keys()]).toEqual([
      'stage/one.mjml',
      'stage/one.txt',
    ]);
  });

  test('that is not there is told with what to do', async () => {
    const reading = readTemplateFiles(join(home, 'nowhere'));
    await expect(reading).rejects.toThrow(Misconfigured);
    await expect(reading).rejects.toMatchObject({ code: 'missing_folder' });
    await expect(reading).rejects.toThrow('set TEMPLATES_DIR');
  });
});
