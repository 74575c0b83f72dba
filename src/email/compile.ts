import { createHash } from 'node:crypto';
import { convert } from 'html-to-text';
import mjml2html from 'mjml';
import { canonicalJson } from '../domain/language/canonical.ts';
import type { Problem } from '../domain/language/problem.ts';
import { checkHtml } from './html-checks.ts';
import { inspectMerge } from './merge-language.ts';
import { expandPartials, type SourceLine } from './partials.ts';
import { parseTemplateFile, type TemplateFiles, templatePath } from './template-source.ts';

/** One language of a template, compiled: plain JSON, with the Handlebars left in. */
export interface CompiledTemplate {
  readonly key: string;
  readonly locale: string | null;
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  readonly mergeFields: readonly string[];
}

export interface CompileResult {
  /** Null when there are errors. */
  readonly template: CompiledTemplate | null;
  readonly problems: readonly Problem[];
}

/**
 * Compiles one language of a template: partials are put in, MJML becomes HTML, the text part is taken from its own file or
 * derived. Done once a version; per mail only the Handlebars runs.
 */
export async function compileTemplate(
  key: string,
  locale: string | null,
  files: TemplateFiles,
): Promise<CompileResult> {
  const file = templatePath(key, locale);
  const { source, problems: broken } = parseTemplateFile(files.get(file) ?? '', file);
  if (source === null) return { template: null, problems: broken };
  const written: SourceLine[] = source.body
    .split('\n')
    .map((text, index) => ({ text, file, line: source.bodyLine + index }));
  const { lines, problems: partialProblems } = expandPartials(written, locale, files);
  const mjml = lines.map((line) => line.text).join('\n');
  const problems: Problem[] = [...partialProblems, ...mergeProblems(mjml, lines)];
  for (const [name, text] of [
    ['subject', source.subject],
    ['preheader', source.preheader],
  ] as const) {
    for (const problem of inspectMerge(text).problems) {
      problems.push({
        ...problem,
        file,
        line: 2,
        column: 1,
        severity: 'error',
        message: `${name}: ${problem.message}`,
      });
    }
  }
  if (problems.length > 0) return { template: null, problems };
  const result = await toHtml(withHead(mjml, source.subject, source.preheader), lines, file);
  problems.push(...result.problems);
  if (result.html === null) return { template: null, problems };
  const { html } = result;
  const ownText = files.get(file.replace(/\.mjml$/, '.txt'));
  const text = ownText ?? deriveText(html);
  const { subject, preheader } = source;
  const fields = [subject, preheader, html, text].flatMap((part) => inspectMerge(part).fields);
  problems.push(...checkHtml(html, mjml, file, lines));
  return {
    template: {
      key,
      locale,
      subject,
      preheader,
      html,
      text,
      mergeFields: [...new Set(fields)].sort(),
    },
    problems,
  };
}

/** SHA-256 of a compiled template, in hexadecimal: what a version refers to. */
export function contentHash(template: CompiledTemplate): string {
  return createHash('sha256').update(canonicalJson(template)).digest('hex');
}

function mergeProblems(mjml: string, lines: readonly SourceLine[]): Problem[] {
  return inspectMerge(mjml).problems.map(({ line, column, code, message }) => ({
    file: lines[line - 1]?.file ?? '',
    line: lines[line - 1]?.line ?? 1,
    column,
    severity: 'error',
    code,
    message,
  }));
}

/** Puts title and preheader into the head, on the lines that are there, so that line numbers stay right. */
function withHead(mjml: string, subject: string, preheader: string): string {
  const title = mjml.includes('<mj-title') ? '' : `<mj-title>${escapeText(subject)}</mj-title>`;
  const wanted = preheader !== '' && !mjml.includes('<mj-preview');
  const head = title + (wanted ? `<mj-preview>${escapeText(preheader)}</mj-preview>` : '');
  if (mjml.includes('<mj-head>')) return mjml.replace('<mj-head>', () => `<mj-head>${head}`);
  return mjml.replace(/<mjml([^>]*)>/, (tag) => `${tag}<mj-head>${head}</mj-head>`);
}

/** Escapes what stands outside of merge fields. */
function escapeText(text: string): string {
  return text
    .split(/(\{\{.*?\}\})/)
    .map((part) =>
      part.startsWith('{{') ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    )
    .join('');
}

async function toHtml(mjml: string, lines: readonly SourceLine[], file: string) {
  try {
    const { html, errors } = await mjml2html(mjml, {
      validationLevel: 'soft',
      keepComments: false,
      ignoreIncludes: true,
      // By default MJML has mails fetch well-known fonts from Google: opening one would tell a third party.
      fonts: {},
    });
    const problems = errors.map(({ line, message }): Problem => {
      const from = lines[line - 1];
      return {
        file: from?.file ?? file,
        line: from?.line ?? 1,
        column: 1,
        severity: 'error',
        code: 'invalid-mjml',
        message,
      };
    });
    return {
      html: problems.length > 0 ? null : html.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n'),
      problems,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const problem: Problem = {
      file,
      line: 1,
      column: 1,
      severity: 'error',
      code: 'invalid-mjml',
      message,
    };
    return { html: null, problems: [problem] };
  }
}

function deriveText(html: string): string {
  const text = convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'div[style*="display:none"]', format: 'skip' },
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}
