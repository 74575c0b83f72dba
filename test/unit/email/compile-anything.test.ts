import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProblem } from '../../../src/domain/language/problem.ts';
import { isProblemCode } from '../../../src/domain/language/problem-codes.ts';
import { type CompiledTemplate, compileTemplate } from '../../../src/email/compile.ts';
import { prepareTemplate, renderMail } from '../../../src/email/render.ts';
import { readTemplateFiles } from '../../../src/email/template-source.ts';
import { fixtures } from '../../helpers/lint-fixtures.ts';

const files = await readTemplateFiles(join(fixtures, 'templates/invalid'));
const letters = [...files].filter(([path]) => /^letters\/[a-z-]+\.mjml$/.test(path));

/** Compiles a text and looks at what must hold of any answer. */
async function compilesAnything(text: string): Promise<void> {
  const all = new Map([...files, ['letters/any.mjml', text]]);
  const { template, problems } = await compileTemplate('letters/any', null, all);
  for (const problem of problems) {
    const { file, line, column, code } = problem;
    const lines = (all.get(file) ?? '').split('\n');
    expect(line, formatProblem(problem)).toBeGreaterThanOrEqual(1);
    expect(line, formatProblem(problem)).toBeLessThanOrEqual(lines.length);
    expect(column, formatProblem(problem)).toBeGreaterThanOrEqual(1);
    expect(column, formatProblem(problem)).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(isProblemCode(code)).toBe(true);
    expect(formatProblem(problem)).not.toContain('\n');
  }
  const isWrong = problems.some(({ severity }) => severity === 'error');
  expect(template === null).toBe(isWrong);
  if (template !== null) rendersOrLacksFields(template);
}

/** What lint lets pass must not fail when the first mail is due, but for want of a value. */
function rendersOrLacksFields(template: CompiledTemplate): void {
  try {
    renderMail(prepareTemplate(template), { prospect: {}, sender: {}, company: {} });
  } catch (error) {
    expect(error).toMatchObject({ code: 'missing_merge_field' });
  }
}

const snippets = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('{{', '}}', '{{{', '{{#if x}}', '{{/if}}', '{{else}}', '{{> _foot}}', '{{!--'),
  fc.constantFrom('<', '>', '"', "'", '</', '/>', '<!--', '-->', '<mj-text>', '</mj-text>'),
  fc.constantFrom('<mj-section', '</mj-column>', '\n', '---\n', '\\{{', '\uE000', '<![CDATA['),
);

const mutated = fc
  .tuple(
    fc.constantFrom(...letters.map(([, text]) => text)),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 10 }), snippets), { minLength: 1, maxLength: 5 }),
  )
  .map(([text, changes]) =>
    changes.reduce((whole, [at, length, put]) => {
      const start = at % (whole.length + 1);
      return whole.slice(0, start) + put + whole.slice(start + length);
    }, text),
  );

test('a brace that runs into what a partial brings is told before a mail is due', async () => {
  await compilesAnything(
    [
      '---',
      "subject: 'Hello'",
      '---',
      '<mjml><mj-body><mj-section><mj-column>',
      '<mj-text>Hello {{{> _foot}}{unsubscribeUrl}}<!-- {{sender.postalAddress}} --></mj-text>',
      '</mj-column></mj-section></mj-body></mjml>',
      '',
    ].join('\n'),
  );
});

test('mutated templates', async () => {
  await fc.assert(fc.asyncProperty(mutated, compilesAnything), { numRuns: 400 });
});

test('any text at all', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(text, (body) => compilesAnything(`---\nsubject: x\n---\n${body}`)),
    { numRuns: 200 },
  );
});
