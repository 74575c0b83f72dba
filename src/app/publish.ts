import { createHash } from 'node:crypto';
import { type Cadence, stepsOf, templatesOfStep } from '../domain/cadence.ts';
import { canonicalJson } from '../domain/language/canonical.ts';
import { insertTemplateVersions, publishVersion, type TemplateRef } from '../store/cadences.ts';
import type { App } from './context.ts';
import { type Library, refuseErrors } from './library.ts';

export interface Published {
  readonly cadence: string;
  readonly number: number;
  readonly changed: boolean;
}

/**
 * Publishes the cadences of a library whose content has changed, or one of them; all or none. Versions are immutable and
 * addressed by their content, templates included; enrolments stay on theirs.
 *
 * @throws InvalidInput `invalid_library` when anything has an error; then nothing is published
 */
export async function publishLibrary(
  app: Pick<App, 'db' | 'clock'>,
  library: Library,
  only?: string,
): Promise<Published[]> {
  refuseErrors(library);
  const now = app.clock.now();
  return app.db.transaction(async (tx) => {
    const published: Published[] = [];
    for (const { cadence, source } of library.cadences) {
      if (cadence === null || (only !== undefined && cadence.key !== only)) continue;
      const used = templatesOf(cadence);
      const templates = library.templates.filter((template) => used.has(template.key));
      await insertTemplateVersions(tx, templates, now);
      const refs: TemplateRef[] = templates.map(({ key, locale, hash }) => ({ key, locale, hash }));
      const hash = versionHash(cadence, refs);
      const { number, changed } = await publishVersion(
        tx,
        { hash, definition: cadence, source, templates: refs },
        now,
      );
      published.push({ cadence: cadence.key, number, changed });
    }
    return published;
  });
}

function versionHash(definition: Cadence, templates: readonly TemplateRef[]): string {
  return createHash('sha256').update(canonicalJson({ definition, templates })).digest('hex');
}

function templatesOf(cadence: Cadence): ReadonlySet<string> {
  return new Set(stepsOf(cadence).flatMap(templatesOfStep));
}
