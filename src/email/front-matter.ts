import { z } from 'zod';
import { readDocument, type SourceDocument } from '../domain/language/document.ts';
import { wanted } from '../domain/language/issue-sentence.ts';
import type { Problem } from '../domain/language/problem.ts';
import { type Position, problemAt, type Report } from '../domain/language/report.ts';
import { placeInScalar } from '../domain/language/scalar-place.ts';
import { reportIssues, valueAt } from '../domain/language/shape-problems.ts';
import { inEnglish, sentence } from '../domain/sentence.ts';

/** A template file in its two parts. */
export interface TemplateSource {
  readonly subject: string;
  readonly preheader: string;
  /** Where a place in the subject or preheader is written in the file; both are from 1. */
  readonly locate: (key: 'subject' | 'preheader', within: Position) => Position;
  readonly body: string;
  /** Line of the file at which the body begins, from 1. */
  readonly bodyLine: number;
}

export interface ParsedTemplate {
  /** Null when the file has no front matter; subject and preheader are empty when they cannot be read. */
  readonly source: TemplateSource | null;
  readonly problems: readonly Problem[];
}

const frontMatter = z.strictObject({
  subject: z.string().trim().min(1, wanted('want.subject')),
  preheader: z.string().trim().default(''),
});

/** Parts a template file into its front matter and its MJML. */
export function parseTemplateFile(text: string, path: string): ParsedTemplate {
  const matched = /^---\n([\s\S]*?\n)?---[ \t]*(\n|$)/.exec(text);
  if (matched === null) {
    const said = text.startsWith('---\n')
      ? sentence('template.endless-front-matter')
      : sentence('template.no-front-matter');
    const problem = problemAt(path, { line: 1, column: 1 }, 'missing-front-matter', said);
    return { source: null, problems: [problem] };
  }
  const [whole, yaml = ''] = matched;
  const problems: Problem[] = [];
  const report: Report = (_code, { line, column }, said) => {
    problems.push(problemAt(path, { line: line + 1, column }, 'invalid-front-matter', said));
  };
  const { document, problems: syntax } = readDocument(yaml, path);
  for (const { line, column, code, said } of syntax) {
    const told = code === 'empty-file' ? sentence('template.empty-front-matter') : said;
    report('invalid-front-matter', { line, column }, told);
  }
  const values = document === null ? { subject: '', preheader: '' } : valuesOf(document, report);
  const locate: TemplateSource['locate'] = (key, within) => {
    const start = document?.locate([key]) ?? { line: 1, column: 1 };
    const place = placeInScalar(yaml, start, String(valueAt(document?.value, [key])), within);
    return { line: place.line + 1, column: place.column };
  };
  const bodyLine = whole.split('\n').length;
  const source = { ...values, locate, body: text.slice(whole.length), bodyLine };
  return { source, problems };
}

function valuesOf(
  document: SourceDocument,
  report: Report,
): Pick<TemplateSource, 'subject' | 'preheader'> {
  const parsed = frontMatter.safeParse(document.value);
  if (parsed.success) return parsed.data;
  const root = sentence('template.front-matter');
  const words = { root, explainKey: () => null, isExplained: () => false };
  reportIssues(parsed.error.issues, frontMatter, document, words, (code, position, said) => {
    const needsQuotes = inEnglish(said).endsWith('is a mapping.');
    report(code, position, needsQuotes ? sentence('template.quotes-needed', { what: said }) : said);
  });
  const textAt = (key: string) => {
    const value = valueAt(document.value, [key]);
    return typeof value === 'string' ? value.trim() : '';
  };
  return { subject: textAt('subject'), preheader: textAt('preheader') };
}
