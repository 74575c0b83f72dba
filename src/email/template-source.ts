import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Problem } from '../domain/language/problem.ts';
import { Misconfigured, messageOf } from '../errors.ts';

/** Texts of all template files by their path within the templates folder, with forward slashes. */
export type TemplateFiles = ReadonlyMap<string, string>;

/** Reads a templates folder. @throws Misconfigured `missing_folder` */
export async function readTemplateFiles(dir: string): Promise<TemplateFiles> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new Misconfigured(
        'missing_folder',
        `The folder "${dir}" cannot be read (${messageOf(cause)}). Run from the project's folder, or set TEMPLATES_DIR.`,
        undefined,
        { cause },
      );
    },
  );
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(mjml|txt)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return new Map(
    paths.map((path, index) => [
      path
        .slice(dir.replace(/\/$/, '').length + 1)
        .split(sep)
        .join('/'),
      (texts[index] ?? '').replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'),
    ]),
  );
}

const namePattern =
  /^([a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*)(?:\.([a-z]{2}(?:-[A-Z]{2})?))?\.mjml$/;

/** Templates by key (`stage/name`), with the locales that there is a file for; null is the file without one. */
export function listTemplates(
  files: TemplateFiles,
): ReadonlyMap<string, readonly (string | null)[]> {
  const found = new Map<string, (string | null)[]>();
  for (const path of files.keys()) {
    const [, key, locale] = namePattern.exec(path) ?? [];
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), locale ?? null]);
  }
  return found;
}

/** Path of a template's file. */
export function templatePath(key: string, locale: string | null): string {
  return locale === null ? `${key}.mjml` : `${key}.${locale}.mjml`;
}

export interface TemplateSource {
  readonly subject: string;
  readonly preheader: string;
  readonly body: string;
  /** Line of the file at which the body begins, from 1. */
  readonly bodyLine: number;
}

const frontMatter = z.strictObject({
  subject: z.string().trim().min(1),
  preheader: z.string().trim().default(''),
});

/** Parts a template file into its front matter and its MJML. */
export function parseTemplateFile(
  text: string,
  path: string,
): { readonly source: TemplateSource | null; readonly problems: readonly Problem[] } {
  const fail = (line: number, column: number, code: string, message: string) => ({
    source: null,
    problems: [{ file: path, line, column, severity: 'error' as const, code, message }],
  });
  const matched = /^---\n([\s\S]*?)\n---[ \t]*(\n|$)/.exec(text);
  if (matched === null) {
    return fail(
      1,
      1,
      'missing-front-matter',
      'A template begins with its front matter: a line of ---, subject and preheader, a line of ---.',
    );
  }
  const [whole, yaml = ''] = matched;
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const { line, col } = counter.linePos(syntax.pos[0]);
    return fail(line + 1, col, 'invalid-front-matter', syntax.message.split('\n')[0] ?? 'not YAML');
  }
  const parsed = frontMatter.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
    return fail(
      2,
      1,
      'invalid-front-matter',
      `${message}: give subject, and preheader if you like.`,
    );
  }
  const bodyLine = whole.split('\n').length;
  return { source: { ...parsed.data, body: text.slice(whole.length), bodyLine }, problems: [] };
}
