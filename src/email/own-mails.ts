import { join } from 'node:path';
import { compileTemplate } from './compile.ts';
import { type PreparedTemplate, prepareTemplate } from './render.ts';
import { readTemplateFiles } from './template-source.ts';

/** Mails of our own, which are part of the program and of no cadence. */
export type OwnMail = 'login/link';
export type OwnMailLanguage = 'en' | 'nb';

/** Reads and compiles one of them, as the templates of cadences are. @throws Error where it has a mistake: one of ours */
export async function prepareOwnMail(
  key: OwnMail,
  language: OwnMailLanguage,
): Promise<PreparedTemplate> {
  const files = await readTemplateFiles(join(import.meta.dirname, 'own'));
  const { template, problems } = await compileTemplate(key, language, files);
  if (template === null) throw new Error(problems.map(({ message }) => message).join('; '));
  return prepareTemplate(template);
}
