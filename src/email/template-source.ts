import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
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
      relative(dir, path).split(sep).join('/'),
      (texts[index] ?? '').replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'),
    ]),
  );
}

const namePattern =
  /^([a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*)(?:\.([a-z]{2}(?:-[A-Z]{2})?))?\.mjml$/;

/** Whether a path is that of a template that steps can name. */
export function isTemplate(path: string): boolean {
  return namePattern.test(path);
}

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
