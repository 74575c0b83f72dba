import type { CompiledTemplate } from '../../email/compile.ts';
import { readTemplateVersion, type TemplateRef } from '../../store/cadences.ts';
import type { Queryable } from '../../store/db.ts';
import { unknownTemplateVersion } from '../unknown.ts';
import type { LibraryTemplate } from './library.ts';

/** Templates of a version as they were published. @throws NotFound `unknown_template` */
export async function publishedTemplates(
  db: Queryable,
  templates: readonly TemplateRef[],
): Promise<LibraryTemplate[]> {
  return Promise.all(
    templates.map(async ({ key, locale, hash }) => {
      const compiled = await readTemplateVersion(db, hash);
      if (compiled === null) throw unknownTemplateVersion(hash);
      return { key, locale, hash, compiled: compiled as CompiledTemplate };
    }),
  );
}
